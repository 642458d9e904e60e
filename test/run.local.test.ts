import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { delimiter, join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import config from '../vitest.config.ts';
import { temporaryFolder } from './support/local/local-stack-fixture.ts';

/** As a command of npm: a process that waits for the program itself. What a shell starts with `&` would ignore SIGINT. */
const SLOW = '#!/bin/sh\necho > "$STARTED/$(basename "$0")"\nsleep 60\n:\n';

/** Starts all checks and tests, with commands in their place that take a minute. */
async function startSlow() {
  const folder = temporaryFolder();
  const [bin, started, temporary] = [join(folder, 'bin'), join(folder, 'started'), join(folder, 'temporary')];
  for (const one of [bin, started, temporary]) await mkdir(one);
  for (const command of ['vitest', 'biome']) {
    await writeFile(join(bin, command), SLOW);
    await chmod(join(bin, command), 0o755);
  }
  const env = { ...process.env, PATH: `${bin}${delimiter}${process.env.PATH}`, STARTED: started, TMPDIR: temporary };
  const child = spawn(process.execPath, ['test/run.ts'], { stdio: ['ignore', 'pipe', 'pipe'], env });
  const written: string[] = [];
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text) => written.push(text));
  await vi.waitFor(async () => expect(await readdir(started)).toHaveLength(2), { timeout: 60_000 });
  return { child, temporary, text: () => written.join('') };
}

describe('a run of all checks and tests', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)('ends all that it started at %s, and leaves no folder', async (signal) => {
    const { child, temporary, text } = await startSlow();
    const closed = once(child, 'close');
    child.kill(signal);
    // The output is closed once no process that was started has it.
    expect(await closed).toEqual([null, signal]);
    expect((await readdir(temporary)).filter((name) => name.startsWith('kindred-test-'))).toEqual([]);
    expect(text()).not.toContain('> tsc');
    expect(text()).not.toMatch(/\d+ passed/);
  });
});

/** As vitest: notes how it was asked, and reports two passed tests, and a failed one of end-to-end tests. */
const REPORTING = `#!/bin/sh
echo "$@" >> "$ASKED"
failed=0
for one in "$@"; do
  case $one in --outputFile.json=*) report=\${one#*=} ;; --project=e2e) failed=1 ;; esac
done
echo "{\\"numPassedTests\\":2,\\"numFailedTests\\":$failed,\\"numFailedTestSuites\\":0}" > "$report"
exit $failed
`;

/** Runs kinds of tests with a vitest that reports. @returns how each process was asked, without its reporters */
async function runReporting(...args: string[]) {
  const bin = temporaryFolder();
  const noted = join(bin, 'asked');
  await writeFile(join(bin, 'vitest'), REPORTING);
  await chmod(join(bin, 'vitest'), 0o755);
  const env = { ...process.env, PATH: `${bin}${delimiter}${process.env.PATH}`, ASKED: noted };
  const child = spawn(process.execPath, ['test/run.ts', ...args], { stdio: ['ignore', 'pipe', 'ignore'], env });
  const written: string[] = [];
  child.stdout.setEncoding('utf8').on('data', (text) => written.push(text));
  const [status] = await once(child, 'close');
  const asked = (await readFile(noted, 'utf8')).trimEnd().split('\n');
  const own = asked.map((line) => line.replace(/ --(reporter|outputFile)\S*/g, '')).sort();
  return { status, asked: own, last: written.join('').trimEnd().split('\n').at(-1) };
}

describe('the tests of several kinds', () => {
  it('run in processes beside each other, whose results are added up', async () => {
    expect(await runReporting('unit', 'local', 'e2e')).toEqual({
      status: 1,
      asked: [
        `run --project=e2e --maxWorkers=${availableParallelism()}`,
        'run --project=local-templates --maxWorkers=1',
        `run --project=unit --project=local --maxWorkers=${availableParallelism() + 1}`,
      ],
      last: '6 passed, 1 failed',
    });
    expect(await runReporting('unit')).toEqual({
      status: 0,
      asked: [`run --project=unit --maxWorkers=${availableParallelism() + 1}`],
      last: '2 passed, 0 failed',
    });
  });

  it('are those of all projects: a project that no process asked for would never run', async () => {
    // All projects of the configuration are objects with a name; the type also allows files and functions.
    const names = (config.test?.projects ?? []).map((project) => (project as { test: { name: string } }).test.name);
    expect(names.length).toBeGreaterThan(0);
    const { asked } = await runReporting('unit', 'local', 'e2e');
    const run = asked.flatMap((line) => [...line.matchAll(/--project=(\S+)/g)].map(([, name]) => name));
    expect(run.sort()).toEqual(names.sort());
  });

  it('run in one process with arguments of vitest, so that coverage is of all', async () => {
    const { asked, last } = await runReporting('local', 'unit', '--', '--coverage');
    expect(asked).toEqual(['run --project=unit --project=local --project=local-templates --coverage']);
    expect(last).toBe('2 passed, 0 failed');
  });
});
