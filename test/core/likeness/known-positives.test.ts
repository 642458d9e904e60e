import { describe, expect, it } from 'vitest';
import { KnownPositives } from '../../../lambdas/core/likeness/known-positives.ts';

const known = new KnownPositives(30, {
  pairs: [{ anchor: 0, positive: 1 }],
  groups: [
    { items: Int32Array.of(2, 3, 4), kind: 'basket' },
    { items: Int32Array.from({ length: 25 }, (_, i) => i + 5), kind: 'session' },
  ],
});

describe('KnownPositives', () => {
  it('holds the two products of a pair, of a basket, and of near places in a session, in both directions', () => {
    for (const [a, b] of [
      [0, 1],
      [2, 4],
      [3, 4],
      [5, 25],
    ] as const) {
      expect([known.has(a, b), known.has(b, a)]).toEqual([true, true]);
    }
    for (const [a, b] of [
      [0, 2],
      [1, 4],
      [5, 26],
      [7, 7],
    ] as const) {
      expect([known.has(a, b), known.has(b, a)]).toEqual([false, false]);
    }
  });

  it('masks the known positives of an anchor among the candidates, but not its own candidate', () => {
    const masked = known.buildMask(Int32Array.of(0, 2, 5), Int32Array.of(1, 3, 6, 4, 0, 1));
    expect([...masked]).toEqual([0, 0, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0]);
  });
});
