import { describe, expect, it } from 'vitest';
import { Progress } from '../../lib/terminal/progress.ts';

/** A stream that remembers what was written to it. */
function rememberingStream(terminal?: { readonly columns?: number }) {
  const written: string[] = [];
  return { ...(terminal && { isTTY: true, ...terminal }), written, write: (text: string) => written.push(text) };
}

describe('Progress', () => {
  it('replaces the line of a terminal, cut to its width, and writes an unchanged line once', () => {
    const terminal = rememberingStream({ columns: 10 });
    const progress = new Progress(terminal);
    progress.update('step 1 of 20');
    progress.update('step 1 of 20');
    progress.line('done');
    expect(terminal.written).toEqual(['\r\x1b[2Kstep 1 of', '\r\x1b[2K', 'done\n']);
  });

  it('assumes 80 columns for a terminal without a width', () => {
    const terminal = rememberingStream({});
    new Progress(terminal).update('x'.repeat(100));
    expect(terminal.written).toEqual([`\r\x1b[2K${'x'.repeat(79)}`]);
  });

  it('writes plain lines to a file, at most one per interval', () => {
    const file = rememberingStream();
    const progress = new Progress(file, Number.MAX_SAFE_INTEGER);
    progress.update('step 1');
    progress.update('step 2');
    progress.line();
    expect(file.written).toEqual(['step 1\n', '\n']);
  });

  it('writes every changed line to a file without an interval', () => {
    const file = rememberingStream();
    const progress = new Progress(file, 0);
    for (const step of ['step 1', 'step 1', 'step 2']) progress.update(step);
    expect(file.written).toEqual(['step 1\n', 'step 2\n']);
  });
});
