import type { Output } from '../../../lib/terminal/command-line.ts';
import type { TextStream } from '../../../lib/terminal/text-stream.ts';

/** The output of a command line that runs in this process. */
export interface CapturedOutput extends Output {
  readonly written: { out: string; err: string };
}

export function captureOutput(): CapturedOutput {
  const written = { out: '', err: '' };
  const streamTo = (name: 'out' | 'err'): TextStream => ({
    write: (text) => {
      written[name] += text;
    },
  });
  return { stdout: streamTo('out'), stderr: streamTo('err'), written };
}

/** An output that is thrown away. */
export const silentOutput: Output = { stdout: { write: () => {} }, stderr: { write: () => {} } };
