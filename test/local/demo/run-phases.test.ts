import { describe, expect, it } from 'vitest';
import type { TrainingRun } from '../../../lib/client/generated/schemas.ts';
import { RunPhases } from '../../../lib/local/demo/run-phases.ts';
import { Progress } from '../../../lib/terminal/progress.ts';

/** Shows states of a run, each after the given milliseconds. @returns what was written */
function show(...states: readonly (readonly [ms: number, state: object])[]): string[] {
  const written: string[] = [];
  let ms = 0;
  const progress = new Progress({ write: (text) => written.push(text) }, { now: () => ms, plainEveryMs: 0 });
  const phases = new RunPhases(progress, () => ms);
  for (const [at, state] of states) {
    ms = at;
    phases.show({ id: 'run-1', state: 'running', ...state } as TrainingRun);
  }
  return written;
}

describe('RunPhases', () => {
  it('counts the steps of the training and the products of the embedding, and ends each phase with its time', () => {
    const lossCurve = [1, 0.5, 0.25].map((loss, i) => ({ step: i * 500, loss }));
    const trained = { products: 30, steps: 1000, lossCurve };
    expect(
      show(
        [0, { phase: 'gathering' }],
        [1200, { phase: 'training', products: 30, steps: 1000, step: 0 }],
        [2200, { phase: 'training', products: 30, steps: 1000, step: 500, loss: 0.5 }],
        [3200, { phase: 'embedding', ...trained }],
        [3250, { phase: 'embedding', ...trained, embedded: 15 }],
        [3300, { phase: 'promoting', ...trained, embedded: 30 }],
        [3400, { phase: 'done', ...trained, embedded: 30 }],
      ),
    ).toEqual([
      'gathering\n',
      'gathering     1.2 s  30 products\n',
      'training: 0 %, 0/1,000 steps\n',
      'training: 50 %, 500/1,000 steps, 500/s, 0:01 left, loss 0.5000\n',
      'training      2.0 s  1,000 steps, loss █▃▁ 0.2500\n',
      'embedding\n',
      'embedding: 50 %, 15/30 products\n',
      'embedding     0.1 s  30 products\n',
      'promoting\n',
    ]);
  });

  it('has no line for a short phase that counts nothing', () => {
    expect(show([0, { phase: 'queued' }], [100, { phase: 'verifying' }], [700, { phase: 'done' }])).toEqual([
      'queued\n',
      'verifying\n',
      'verifying     0.6 s\n',
    ]);
  });
});
