/**
 * `node test/run.ts [KIND...] [-- ARGUMENTS OF VITEST]` runs the checks (`check`) and the tests (`unit`, `local`, `e2e`) and ends
 * with a line `N passed, N failed`. Without a kind it runs all. Each check counts as one, the tests one by one.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

interface Tally {
  readonly passed: number;
  readonly failed: number;
}

const CHECKS = [
  ['biome', 'ci', '--error-on-warnings', '.'],
  ['tsc', '--noEmit'],
  ['tsc', '--noEmit', '-p', 'lib/console'],
  ['knip'],
  ['node', 'test/check-docs.ts', '--code'],
] as const;
const TEST_KINDS = ['unit', 'local', 'e2e'] as const;

const env = {
  // Workers, command lines and functions of the local stack load the same packages: their compiled code is kept, as by bin/launch.mjs.
  NODE_COMPILE_CACHE: join(tmpdir(), 'kindred-compile-cache'),
  ...process.env,
  // No colours where nobody sees them: in a file or a pipe.
  ...(process.stdout.isTTY ? {} : { NO_COLOR: '1', FORCE_COLOR: undefined }),
};

function run(command: string, args: readonly string[]): Tally {
  console.log(`\n> ${[command, ...args].join(' ')}`);
  const { status } = spawnSync(command, args, { stdio: 'inherit', env });
  return status === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

/** Runs vitest with a JSON report beside the readable one. A crash of the runner itself counts as a failure. */
function runTests(kinds: readonly string[], more: readonly string[]): Tally {
  const folder = mkdtempSync(join(tmpdir(), 'kindred-test-'));
  const report = join(folder, 'report.json');
  try {
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
    const ended = run('vitest', ['run', ...kinds.map((kind) => `--project=${kind}*`), ...reporters, ...more]);
    const counted = JSON.parse(readFileSync(report, 'utf8'));
    const failed = counted.numFailedTests + counted.numFailedTestSuites;
    return {
      passed: counted.numPassedTests,
      failed: failed === 0 ? ended.failed : counted.numFailedTests || ended.failed,
    };
  } catch (cause) {
    console.error('The tests did not finish:', cause);
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
const tallies = [
  ...(asked.length === 0 || asked.includes('check') ? CHECKS.map(([command, ...args]) => run(command, args)) : []),
  ...testKinds(asked),
];
const passed = tallies.reduce((sum, tally) => sum + tally.passed, 0);
const failed = tallies.reduce((sum, tally) => sum + tally.failed, 0);
console.log(`\n${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

/** The kinds run in one go, so that no processor waits for the last file of a kind. */
function testKinds(kinds: readonly string[]): Tally[] {
  const chosen = TEST_KINDS.filter((kind) => kinds.length === 0 || kinds.includes(kind));
  return chosen.length === 0 ? [] : [runTests(chosen, more)];
}

function splitAt(words: readonly string[], mark: string): [string[], string[]] {
  const at = words.indexOf(mark);
  return at < 0 ? [[...words], []] : [words.slice(0, at), words.slice(at + 1)];
}
