import { describe, expect, it } from 'vitest';
import { haveSameBytes } from './support/same-bytes.ts';

describe('the comparison of typed arrays in tests', () => {
  it('is that of their bytes if those are the same, which takes no time for megabytes', () => {
    const large = new Uint8Array(20 * 1024 ** 2).fill(7);
    expect(haveSameBytes(large, large.slice())).toBe(true);
    expect({ large }).toEqual({ large: large.slice() });
    expect(haveSameBytes(Float32Array.of(Number.NaN, -0), Float32Array.of(Number.NaN, -0))).toBe(true);
    expect(haveSameBytes(Uint8Array.of(1, 2, 3).subarray(1), Uint8Array.of(2, 3))).toBe(true);
  });

  it.each([
    ['another element', Uint8Array.of(1, 2), Uint8Array.of(1, 3)],
    ['another length', Uint8Array.of(1, 0), Uint8Array.of(1)],
    ['another type', Uint8Array.of(1, 2), Int8Array.of(1, 2)],
    ['another zero', Float32Array.of(0), Float32Array.of(-0)],
    ['a list of numbers', Uint8Array.of(1, 2), [1, 2]],
  ])('is left to vitest for %s, which finds them different', (_what, one, other) => {
    expect(haveSameBytes(one, other)).toBeUndefined();
    expect(one).not.toEqual(other);
  });
});
