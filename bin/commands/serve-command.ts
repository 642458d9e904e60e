import { resolve } from 'node:path';
import { Command } from 'commander';
import { addServerOptions, type ServerOptions } from '../../lib/local/demo/start-options.ts';
import type { Output } from '../../lib/terminal/command-line.ts';
import { waitForSignal } from '../../lib/terminal/signals.ts';

/**
 * `kindred serve`.
 * @param wait Resolves when the stack has to stop. @default at Ctrl-C
 */
export function buildServeCommand(output: Output, wait: () => Promise<'stopped'> = waitForSignal): Command {
  const command = new Command('serve').description(
    "Runs the whole stack on this machine and serves what is stored: 'npm start' fills it.",
  );
  return addServerOptions(command, 'print one line of JSON on stdout once it serves').action((options) =>
    serve(options, output, wait()),
  );
}

async function serve(options: ServerOptions, output: Output, stop: Promise<'stopped'>): Promise<void> {
  const all = { ...options, home: resolve(options.home), data: undefined, once: false, serve: true };
  // The code of the local stack is large: other commands, and the help, do not read it.
  const { startAndServe } = await import('../../lib/local/demo/run-start.ts');
  const exitCode = await startAndServe(all, output, stop);
  if (exitCode !== 0) process.exitCode = exitCode;
}
