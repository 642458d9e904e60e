/**
 * `node test/run.ts [KIND...] [-- ARGUMENTS OF VITEST]` runs the checks (`check`) and the tests (`unit`, `local`, `e2e`) and ends
 * with a line `N passed, N failed`. Without a kind it runs all. Each check counts as one, the tests one by one. Checks run beside
 * the tests, which leave a processor idle while they wait; what they find is printed after the tests. With arguments of vitest,
 * such as a file or `--coverage`, all tests run in one process.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';

interface Tally {
  readonly passed: number;
  readonly failed: number;
}

// The compiler with several threads takes more processor time, which the tests beside it want.
const CHECKS = [
  ['biome', 'ci', '--error-on-warnings', '.'],
  ['tsc', '--noEmit', '--singleThreaded'],
  ['tsc', '--noEmit', '--singleThreaded', '-p', 'lib/console'],
  ['knip'],
  ['node', 'test/check-docs.ts', '--code'],
] as const;
const TEST_KINDS = ['unit', 'local', 'e2e'] as const;

interface TestGroup {
  /** Projects of vitest.config.ts: the name of a kind, or that and an ending. */
  readonly projects: readonly string[];
  readonly workers?: number;
}

/**
 * Each group is a process of vitest, and all run at the same time. One process would run project after project, and leave a
 * processor idle while all of its workers wait for the whole processes of the end-to-end tests. The tests of templates have one
 * worker, which loads the CDK and synthesizes each template once. Each further worker of the first group would load the same
 * modules again, and while its tests wait the other groups compute.
 */
const TEST_GROUPS: readonly TestGroup[] = [
  { projects: ['unit', 'local'], workers: availableParallelism() + 1 },
  { projects: ['e2e'], workers: availableParallelism() },
  { projects: ['local-templates'], workers: 1 },
];

const env = {
  // Workers, command lines and functions of the local stack load the same packages: their compiled code is kept, as by bin/launch.mjs.
  NODE_COMPILE_CACHE: join(tmpdir(), 'kindred-compile-cache'),
  ...process.env,
  // No colours where nobody sees them: in a file or a pipe.
  ...(process.stdout.isTTY ? {} : { NO_COLOR: '1', FORCE_COLOR: undefined }),
};

const running = new Set<ChildProcess>();
let stoppedBy: NodeJS.Signals | undefined;

/** Passes a signal on to what runs, and starts nothing more. At the second signal it is ended at once. */
function stop(signal: NodeJS.Signals): void {
  const passed = stoppedBy === undefined ? signal : 'SIGKILL';
  stoppedBy ??= signal;
  for (const { pid } of running) {
    try {
      // The whole group: commands of npm start the program itself as a process of their own.
      if (pid !== undefined) process.kill(-pid, passed);
    } catch {
      // It has just ended.
    }
  }
}

/** Runs a command. @param show Gets what it writes; without it the command writes to the terminal. */
async function run(command: string, args: readonly string[], show?: (text: string) => void): Promise<Tally> {
  if (stoppedBy) return { passed: 0, failed: 1 };
  (show ?? console.log)(`\n> ${[command, ...args].join(' ')}${show ? '\n' : ''}`);
  // In a group of its own, a signal reaches it once: from here.
  const child = spawn(command, args, { stdio: show ? ['ignore', 'pipe', 'pipe'] : 'inherit', env, detached: true });
  running.add(child);
  if (show) for (const stream of [child.stdout, child.stderr]) stream?.setEncoding('utf8').on('data', show);
  const [status] = await once(child, 'close').finally(() => running.delete(child));
  return status === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

/** Runs the checks one after the other. @returns the tally and the output of each, as they end */
function runChecks(): Promise<{ tally: Tally; text: string }>[] {
  let before: Promise<unknown> = Promise.resolve();
  return CHECKS.map(([command, ...args]) => {
    const written: string[] = [];
    const ended = before
      .then(() => run(command, args, (text) => written.push(text)))
      .catch((cause): Tally => {
        written.push(`it did not start: ${cause}\n`);
        return { passed: 0, failed: 1 };
      })
      .then((tally) => ({ tally, text: written.join('') }));
    before = ended;
    return ended;
  });
}

/**
 * Runs vitest with a JSON report beside the readable one. A crash of the runner itself counts as a failure.
 * @param show Gets what it writes; without it vitest writes to the terminal.
 */
async function runTests(
  { projects, workers }: TestGroup,
  more: readonly string[],
  show?: (text: string) => void,
): Promise<Tally> {
  const folder = mkdtempSync(join(tmpdir(), 'kindred-test-'));
  const report = join(folder, 'report.json');
  try {
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
    const limit = workers === undefined ? [] : [`--maxWorkers=${workers}`];
    const chosen = projects.map((project) => `--project=${project}`);
    const ended = await run('vitest', ['run', ...chosen, ...limit, ...reporters, ...more], show);
    const counted = JSON.parse(readFileSync(report, 'utf8'));
    const failed = counted.numFailedTests + counted.numFailedTestSuites;
    return {
      passed: counted.numPassedTests,
      failed: failed === 0 ? ended.failed : counted.numFailedTests || ended.failed,
    };
  } catch (cause) {
    if (!stoppedBy) (show ?? console.error)(`The tests did not finish: ${cause}\n`);
    return { passed: 0, failed: 1 };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const [asked, more] = splitAt(process.argv.slice(2), '--');
const unknown = asked.find((kind) => ![...TEST_KINDS, 'check'].includes(kind));
if (unknown !== undefined) {
  console.error(`There is no kind of test '${unknown}'. Use check, unit, local or e2e.`);
  process.exit(2);
}
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
for (const signal of SIGNALS) process.on(signal, stop);
const checks = asked.length === 0 || asked.includes('check') ? runChecks() : [];
const tallies = await testKinds(asked);
for (const check of checks) {
  const { tally, text } = await check;
  process.stdout.write(text);
  tallies.push(tally);
}
if (stoppedBy) {
  // As the signal does without a handler, so that the caller sees why it ended.
  for (const signal of SIGNALS) process.removeAllListeners(signal);
  process.kill(process.pid, stoppedBy);
}
const passed = tallies.reduce((sum, tally) => sum + tally.passed, 0);
const failed = tallies.reduce((sum, tally) => sum + tally.failed, 0);
console.log(`\n${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

/** Runs the groups of tests. The first writes to the terminal; what the others have written is printed after it. */
async function testKinds(kinds: readonly string[]): Promise<Tally[]> {
  const [first, ...others] = chooseGroups(kinds);
  if (first === undefined) return [];
  const beside = others.map((group) => {
    const written: string[] = [];
    return { written, ended: runTests(group, more, (text) => written.push(text)) };
  });
  const tallies = [await runTests(first, more)];
  for (const { written, ended } of beside) {
    tallies.push(await ended);
    process.stdout.write(written.join(''));
  }
  return tallies;
}

/** The groups with the projects of these kinds. Arguments of vitest, such as a file or a report of coverage, are for all tests. */
function chooseGroups(kinds: readonly string[]): TestGroup[] {
  const chosen = TEST_KINDS.filter((kind) => kinds.length === 0 || kinds.includes(kind));
  const groups = TEST_GROUPS.map(({ projects, ...group }) => ({
    ...group,
    projects: projects.filter((project) => chosen.some((kind) => project.split('-')[0] === kind)),
  })).filter(({ projects }) => projects.length > 0);
  return more.length === 0 || groups.length === 0 ? groups : [{ projects: groups.flatMap(({ projects }) => projects) }];
}

function splitAt(words: readonly string[], mark: string): [string[], string[]] {
  const at = words.indexOf(mark);
  return at < 0 ? [[...words], []] : [words.slice(0, at), words.slice(at + 1)];
}
