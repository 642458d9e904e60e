import { describe, expect, it } from 'vitest';
import { heapAllocator } from '../../../lambdas/core/numerics/allocator.ts';

describe('heapAllocator', () => {
  it.each(['float32', 'float64'] as const)('allocates zeros, and doubles in float64, for %s', (precision) => {
    const { reals, doubles, integers } = heapAllocator(precision);
    expect(reals(2)).toEqual(precision === 'float32' ? new Float32Array(2) : new Float64Array(2));
    expect([doubles(2), integers(2)]).toEqual([new Float64Array(2), new Int32Array(2)]);
  });
});
