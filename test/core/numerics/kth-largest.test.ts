import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { kthLargest } from '../../../lambdas/core/numerics/kth-largest.ts';

describe('kthLargest', () => {
  it('finds what sorting finds, also among equal, ordered and infinite values', () => {
    const value = fc.oneof(fc.integer({ min: 0, max: 4 }), fc.double({ noNaN: true }));
    const values = fc.array(value, { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(values, fc.boolean(), fc.nat(), (given, isSorted, at) => {
        const array = Float64Array.from(given);
        if (isSorted) array.sort();
        const k = 1 + (at % given.length);
        expect(kthLargest(array.slice(), given.length, k) + 0).toBe(array.toSorted()[given.length - k]! + 0);
      }),
    );
  });

  it('leaves out what comes after the first values', () => {
    expect(kthLargest(Float64Array.of(1, 2, 3, 9), 3, 1)).toBe(3);
  });
});
