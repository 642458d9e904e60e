import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NO_NEGATIVE } from '../../../../lambdas/core/training/data/training-set.ts';
import { labelRows } from '../../../../lambdas/core/training/steps/batch-labels.ts';

function labelsOf(pairs: readonly (readonly [number, number])[], rows: readonly number[]): number[] {
  const anchors = Int32Array.from(pairs, ([anchor]) => anchor);
  const positives = Int32Array.from(pairs, ([, positive]) => positive);
  const batch = { anchors, positives, negatives: anchors.map(() => NO_NEGATIVE) };
  return [...labelRows(batch, Int32Array.from(rows))];
}

/** Whether a chain of pairs joins two products, by walking them. */
function joined(pairs: readonly (readonly [number, number])[], from: number, to: number): boolean {
  const reached = new Set([from]);
  for (let round = 0; round < pairs.length; round++) {
    for (const [a, b] of pairs) {
      if (reached.has(a)) reached.add(b);
      if (reached.has(b)) reached.add(a);
    }
  }
  return reached.has(to);
}

describe('labelRows', () => {
  it('gives all products of a chain of pairs the label of the lowest one', () => {
    const pairs = [
      [9, 4],
      [7, 9],
      [3, 8],
    ] as const;
    expect(labelsOf(pairs, [9, 4, 7, 3, 8, 5, 9])).toEqual([4, 4, 4, 3, 3, 5, 4]);
  });

  it('joins exactly the products that a walk along the pairs reaches', () => {
    const product = fc.integer({ min: 0, max: 9 });
    fc.assert(
      fc.property(fc.array(fc.tuple(product, product), { maxLength: 12 }), product, product, (pairs, a, b) => {
        const [first, second] = labelsOf(pairs, [a, b]);
        expect(first === second).toBe(joined(pairs, a, b));
      }),
    );
  });

  it('returns no labels for no rows', () => {
    expect(labelsOf([], [])).toEqual([]);
  });
});
