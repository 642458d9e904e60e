import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { takePercentile } from '../../../lambdas/core/evaluation/percentile.ts';

/** The definition: sort, then interpolate between two neighbours. */
function byDefinition(values: Float64Array, share: number): number {
  const sorted = values.toSorted();
  const at = share * (sorted.length - 1);
  const below = Math.floor(at);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below]! + (at - below) * (sorted[above]! - sorted[below]!);
}

describe('takePercentile', () => {
  it('gives the same number as sorting, also after another percentile was taken', () => {
    const value = fc.oneof(fc.integer({ min: -3, max: 3 }), fc.double({ min: -1, max: 1 }));
    const share = fc.oneof(fc.constantFrom(0, 0.025, 0.5, 0.975, 1), fc.double({ min: 0, max: 1, noNaN: true }));
    const list = fc.array(
      value.filter((x) => !Number.isNaN(x) && !Object.is(x, -0)),
      { minLength: 1, maxLength: 60 },
    );
    fc.assert(
      fc.property(list, share, share, (numbers, first, second) => {
        const values = Float64Array.from(numbers);
        const expected = [byDefinition(values, first), byDefinition(values, second)];
        expect([takePercentile(values, first), takePercentile(values, second)]).toEqual(expected);
      }),
      { numRuns: 500 },
    );
  });

  it('loses no value', () => {
    const values = Float64Array.from({ length: 100 }, (_, i) => (i * 37) % 100);
    takePercentile(values, 0.3);
    expect(values.toSorted()).toEqual(Float64Array.from({ length: 100 }, (_, i) => i));
  });
});
