import { describe, expect, it, vi } from 'vitest';
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
    const progress = new Progress(file, { plainEveryMs: Number.MAX_SAFE_INTEGER });
    progress.update('step 1');
    progress.update('step 2');
    progress.line();
    expect(file.written).toEqual(['step 1\n', '\n']);
  });

  it('writes every changed line to a file without an interval', () => {
    const file = rememberingStream();
    const progress = new Progress(file, { plainEveryMs: 0 });
    for (const step of ['step 1', 'step 1', 'step 2']) progress.update(step);
    expect(file.written).toEqual(['step 1\n', 'step 2\n']);
  });

  const training = (done: number) => ({ label: 'training', done, total: 4000, unit: 'steps', detail: 'loss 0.5' });

  it('draws a bar on a terminal, with rate and remaining time once they can be measured', () => {
    const terminal = rememberingStream({ columns: 80 });
    let ms = 0;
    const progress = new Progress(terminal, { now: () => ms });
    progress.work(training(0));
    ms = 2000;
    progress.work(training(1000));
    expect(terminal.written).toEqual([
      `\r\x1b[2Ktraining ${'░'.repeat(20)}   0 %  0/4,000 steps  loss 0.5`,
      `\r\x1b[2Ktraining ${'█'.repeat(4)}${'░'.repeat(12)}  25 %  1,000/4,000 steps  500/s  0:06 left  loss 0.5`,
    ]);
  });

  it('never draws more than the width of the terminal, and leaves out a bar that does not fit', () => {
    for (const columns of [20, 40, 80, 120]) {
      const terminal = rememberingStream({ columns });
      let ms = 0;
      const progress = new Progress(terminal, { now: () => ms });
      for (; ms < 5000; ms += 100) progress.work(training(ms));
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken away
      const lengths = terminal.written.map((text) => text.replace(/\r\x1b\[2K/, '').length);
      expect(Math.max(...lengths)).toBeLessThan(columns);
      expect(terminal.written.some((text) => text.includes('█'))).toBe(columns >= 80);
    }
  });

  it('redraws a terminal at most every 80 milliseconds', () => {
    const terminal = rememberingStream({ columns: 80 });
    let ms = 0;
    const progress = new Progress(terminal, { now: () => ms });
    for (; ms < 800; ms += 1) progress.work(training(ms));
    expect(terminal.written).toHaveLength(10);
  });

  it('measures the rate of each label from its own start, and writes plain lines without bars to a file', () => {
    const file = rememberingStream();
    let ms = 0;
    const progress = new Progress(file, { now: () => ms });
    progress.work(training(0));
    ms = 6000;
    progress.work(training(3000));
    ms = 12_000;
    progress.work({ label: 'embedding', done: 5, total: 10, unit: 'products' });
    ms = 18_000;
    progress.work({ label: 'embedding', done: 8, total: 10, unit: 'products' });
    expect(file.written).toEqual([
      'training: 0 %, 0/4,000 steps, loss 0.5\n',
      'training: 75 %, 3,000/4,000 steps, 500/s, 0:02 left, loss 0.5\n',
      'embedding: 50 %, 5/10 products\n',
      'embedding: 80 %, 8/10 products, 0.5/s, 0:04 left\n',
    ]);
  });

  it('colours the bar on a terminal unless NO_COLOR is set', () => {
    const draw = () => {
      const terminal = rememberingStream({ columns: 80 });
      new Progress(terminal).work(training(2000));
      return terminal.written.join('');
    };
    vi.stubEnv('NO_COLOR', '');
    vi.stubEnv('TERM', 'xterm');
    expect(draw()).toContain('\x1b[36m');
    vi.stubEnv('NO_COLOR', '1');
    expect(draw()).not.toContain('\x1b[36m');
    vi.unstubAllEnvs();
  });
});
