import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { Progress } from '../../lib/terminal/progress.ts';

/** A stream that records what is written. */
function recorder(terminal: { readonly isTTY?: boolean; readonly columns?: number } = {}) {
  const stream = Object.assign(new PassThrough(), terminal);
  // Progress uses only `write`, `isTTY` and `columns` of a terminal's stream.
  return { stream: stream as unknown as NodeJS.WriteStream, text: () => String(stream.read() ?? '') };
}

describe('Progress', () => {
  it('replaces the line on a terminal, cut to its width', () => {
    const { stream, text } = recorder({ isTTY: true, columns: 9 });
    const progress = new Progress(stream);
    for (const line of ['step 1', 'step 1', 'step 2 of many']) progress.update(line);
    progress.line('done');
    expect(text()).toBe('\r\x1b[2Kstep 1\r\x1b[2Kstep 2 o\r\x1b[2Kdone\n');
  });

  it('prints at most one state per interval elsewhere, and every final line', () => {
    const { stream, text } = recorder();
    const progress = new Progress(stream, 3_600_000);
    for (const line of ['step 1', 'step 2', 'step 3']) progress.update(line);
    progress.line('done');
    expect(text()).toBe('step 1\ndone\n');
  });
});
