import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, readdir, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
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
