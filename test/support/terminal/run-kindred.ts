import { runCommandLine } from '../../../bin/command-line.ts';
import type { TextStream } from '../../../lib/terminal/text-stream.ts';

/** What a command line did in this process. */
export interface Ran {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `kindred` in this process, with files as its outputs. */
export function runKindred(...args: string[]): Promise<Ran> {
  return runKindredOn({}, ...args);
}

/** As runKindred, with a terminal of so many columns. */
export function runKindredOnTerminal(columns: number, ...args: string[]): Promise<Ran> {
  return runKindredOn({ isTTY: true, columns }, ...args);
}

async function runKindredOn(kind: Omit<TextStream, 'write'>, ...args: string[]): Promise<Ran> {
  const written = { stdout: '', stderr: '' };
  const streamTo = (name: keyof typeof written): TextStream => ({
    ...kind,
    write: (text) => {
      written[name] += text;
    },
  });
  const status = await runCommandLine(args, { stdout: streamTo('stdout'), stderr: streamTo('stderr') });
  return { status, ...written };
}
