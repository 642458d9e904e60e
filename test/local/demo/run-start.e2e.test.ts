import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { buildServeCommand } from '../../../bin/commands/serve-command.ts';
import { runStart } from '../../../lib/local/demo/run-start.ts';
import { temporaryFolder, writeJsonLines } from '../../support/local/local-stack-fixture.ts';
import { captureOutput } from '../../support/terminal/captured-output.ts';

const never = new Promise<'stopped'>(() => {});
const stopped = Promise.resolve('stopped' as const);

/** Runs `npm start` in this process. */
async function start(args: readonly string[], stop = never) {
  const { written, ...output } = captureOutput();
  const exitCode = await runStart(args, output, stop);
  return { exitCode, ...written };
}

/** A home folder that another process uses. */
function usedHome(): string {
  const home = temporaryFolder();
  writeFileSync(join(home, 'lock'), String(process.ppid));
  return home;
}

describe('runStart', () => {
  it('writes its help to stdout and returns 0', async () => {
    expect(await start(['--help'])).toEqual({ exitCode: 0, out: expect.stringContaining('--home <folder>'), err: '' });
  });

  it('returns 2 for bad usage, with the code and the cure on stderr', async () => {
    const { exitCode, out, err } = await start(['--bogus']);
    expect([exitCode, out]).toEqual([2, '']);
    expect(err).toMatch(/^kindred: unknown-option: .*--bogus.*\nRun 'npm start -- --help'/);
  });

  it('returns 1 if another process uses the home folder', async () => {
    const { exitCode, err } = await start(['--home', usedHome()]);
    expect([exitCode, err]).toEqual([1, expect.stringContaining('home-in-use: ')]);
  });

  it('returns 2 for a home folder that cannot be, before anything is built', async () => {
    const file = join(temporaryFolder(), 'file');
    writeFileSync(file, '');
    const { exitCode, err } = await start(['--home', join(file, 'home')]);
    expect([exitCode, err]).toEqual([2, expect.stringMatching(/^kindred: not-a-folder: [^\n]+\n[^\n]+\n$/)]);
  });

  it('returns 130 if the start fails after a stop, and does not report the failure', async () => {
    const { exitCode, err } = await start(['--home', usedHome()], stopped);
    expect([exitCode, err]).toEqual([130, 'stopped; nothing was changed\n']);
  });

  it('serves with --serve until it is stopped, and returns 0', async () => {
    const args = ['--serve', '--home', temporaryFolder(), '--port', '0'];
    const { exitCode, out, err } = await start(args, stopped);
    expect([exitCode, out]).toEqual([0, '']);
    expect(err).toMatch(/serving on http.*\nconsole: http.*\/\nstopping; the data stays in the home folder\n$/);
  });

  it('serves with kindred serve, too, and says where as JSON', async () => {
    const { written, ...output } = captureOutput();
    const command = buildServeCommand(output, () => stopped);
    await command.parseAsync(['--home', temporaryFolder(), '--port', '0', '--json'], { from: 'user' });
    const { url, console: page } = JSON.parse(written.out);
    expect([url, page]).toEqual([expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/), `${url}/`]);
    expect(written.err).toMatch(/^(stack unchanged|stack synthesized|synthesizing)/);
  });

  it('keeps serving if no version can go live, says why in two lines, and returns 1 when it is stopped', async () => {
    const data = temporaryFolder();
    writeJsonLines(join(data, 'catalog.jsonl.gz'), ['no JSON']);
    let err = '';
    let stop: (why: 'stopped') => void = () => {};
    const stopping = new Promise<'stopped'>((resolve) => {
      stop = resolve;
    });
    const write = (text: string): void => {
      err += text;
      // The second time: after the demo run.
      if (err.split('press Ctrl-C to stop').length > 2) stop('stopped');
    };
    const args = ['--data', data, '--home', temporaryFolder(), '--port', '0'];
    const exitCode = await runStart(args, { stdout: { write: () => {} }, stderr: { write } }, stopping);
    expect([exitCode, err]).toEqual([
      1,
      expect.stringMatching(/kindred: nothing-live: no version is live\n.*failed: /),
    ]);
  });

  it('returns 1 if its port is in use, and names the option for another one', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as { port: number };
    const { exitCode, err } = await start(['--serve', '--home', temporaryFolder(), '--port', String(port)]);
    await new Promise((resolve) => server.close(resolve));
    expect([exitCode, err]).toEqual([
      1,
      expect.stringMatching(
        /^kindred: port-in-use: 127.* is in use by another process\nChoose another port with --port/,
      ),
    ]);
  });
});
