import { describe, expect, it } from 'vitest';
import type { WeightedRows } from '../../../../lambdas/core/likeness/weighted-rows.ts';
import { findByWalk } from '../../../../lambdas/core/training/plans/two-step-walk.ts';

/** Targets of 30 products: each has the next one, and product 29 has all others with equal chances. */
function chain(isWanted: Uint8Array): WeightedRows {
  const rows = Array.from({ length: 30 }, (_, i) => {
    if (isWanted[i] === 0) return [];
    return i < 29 ? [i + 1] : Array.from({ length: 29 }, (_, other) => other);
  });
  const offsets = Int32Array.from([0, ...rows.map((_, i) => rows.slice(0, i + 1).flat().length)]);
  return {
    offsets,
    columns: Int32Array.from(rows.flat()),
    weights: Float32Array.from(rows.flatMap((row) => row.map(() => 1 / row.length))),
  };
}

function found(anchor: number, positive: number): number {
  return findByWalk(chain, 30, { anchors: Int32Array.of(anchor), positives: Int32Array.of(positive) })[0]!;
}

describe('findByWalk', () => {
  it('finds what one step and two steps reach, and nothing further', () => {
    expect([1, 2, 3].map((positive) => found(0, positive))).toEqual([1, 1, 0]);
  });

  it('does not count the anchor among the products that are ahead', () => {
    // From 28 the walk reaches 29, and then each other product equally often: 28 itself among them.
    expect(found(28, 29)).toBe(1);
  });

  it('finds no product that more than nine others are reached before', () => {
    // From 29 the walk reaches 1 to 28 with one and with two steps, and 0 with one step alone.
    expect(found(29, 0)).toBe(0);
    expect(found(29, 5)).toBe(1);
  });

  it('ranks each anchor by itself', () => {
    const pairs = { anchors: Int32Array.of(0, 5, 0), positives: Int32Array.of(1, 6, 6) };
    expect([...findByWalk(chain, 30, pairs)]).toEqual([1, 1, 0]);
  });
});
