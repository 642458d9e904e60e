import { createServer } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildOpenCommand, type Opener } from '../../bin/commands/open-command.ts';
import { captureOutput } from '../support/terminal/captured-output.ts';
import { runKindred } from '../support/terminal/run-kindred.ts';

describe('kindred open', () => {
  const server = createServer((_request, response) => response.end('<title>Kindred</title>'));
  let port = 0;

  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    port = (server.address() as { port: number }).port;
  });
  afterAll(() => new Promise((resolve) => server.close(resolve)));

  /** Runs the command with a browser that remembers its pages, or cannot show any. */
  async function open(browser: Partial<Opener>, ...more: string[]) {
    const opened: string[] = [];
    const opener = { canOpen: () => true, open: async (url: string) => opened.push(url), ...browser };
    const { written, ...output } = captureOutput();
    await buildOpenCommand(output, opener).parseAsync(['--port', String(port), ...more], { from: 'user' });
    return { opened, out: written.out };
  }

  it('opens the console in a browser, and says which page', async () => {
    const url = `http://127.0.0.1:${port}/`;
    expect(await open({})).toEqual({ opened: [url], out: `opened ${url}\n` });
    expect(JSON.parse((await open({}, '--json')).out)).toEqual({ console: url, opened: true });
  });

  it('prints the address where no browser can be opened', async () => {
    const url = `http://127.0.0.1:${port}/`;
    const address = { opened: [], out: `open this address in a browser: ${url}\n` };
    expect(await open({ canOpen: () => false })).toEqual(address);
    expect(await open({ open: () => Promise.reject(new Error('no xdg-open')) })).toEqual(address);
  });

  it('opens the console of a deployment, and refuses what is no console', async () => {
    const url = `http://localhost:${port}/`;
    const { written, ...output } = captureOutput();
    const command = buildOpenCommand(output, { canOpen: () => false, open: () => Promise.reject(new Error('none')) });
    await command.parseAsync(['--url', url], { from: 'user' });
    expect(written.out).toBe(`open this address in a browser: ${url}\n`);
    const other = createServer((_request, response) => response.writeHead(403).end('Forbidden'));
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const address = `http://127.0.0.1:${(other.address() as { port: number }).port}`;
    const { status, stderr } = await runKindred('open', '--url', address);
    await new Promise((resolve) => other.close(resolve));
    expect([status, stderr]).toEqual([
      2,
      expect.stringMatching(/^kindred: wrong-value: .* is not the console \(status 403\)\n.*-c console=true/),
    ]);
  });

  it('says how to start the stack if nothing answers', async () => {
    const free = createServer();
    await new Promise<void>((resolve) => free.listen(0, '127.0.0.1', resolve));
    const closed = (free.address() as { port: number }).port;
    await new Promise((resolve) => free.close(resolve));
    expect(await runKindred('open', '--port', String(closed))).toEqual({
      status: 2,
      stdout: '',
      stderr: `kindred: missing-input: nothing answers at http://127.0.0.1:${closed}/\nStart the stack first: kindred serve\n`,
    });
  });
});
