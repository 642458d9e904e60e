import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CounterRandom } from '../../../lambdas/core/numerics/random.ts';
import { symmetricEigenvalues } from '../../../lambdas/core/watchdog/eigenvalues.ts';
import {
  alignment,
  centerRows,
  countDeadDimensions,
  medianNorm,
  rankMe,
  uniformity,
} from '../../../lambdas/core/watchdog/embedding-health.ts';
import { expectClose, flat, golden } from '../../support/core/golden.ts';

interface Space {
  space: { embeddings: number[][]; positives: number[][]; alignment: number; uniformity: number; rankMe: number };
}

const { space } = golden<Space>('metrics');
const [N, D] = [space.embeddings.length, space.embeddings[0]!.length];
const z = flat(space.embeddings);

/** (n, n) with ones on the diagonal. */
const identity = (n: number): Float64Array =>
  Float64Array.from({ length: n * n }, (_, i) => (i % (n + 1) === 0 ? 1 : 0));

/** (n, n), symmetric, of random numbers. */
function randomSymmetric(n: number, seed: number): Float64Array {
  const random = new CounterRandom(seed, 'matrix');
  const a = new Float64Array(n * n);
  for (let i = 0; i < n; i++) for (let j = 0; j <= i; j++) a[i * n + j] = a[j * n + i] = random.normal();
  return a;
}

describe('symmetricEigenvalues', () => {
  it.each([
    ['a diagonal', [3, 0, 0, 0, -1, 0, 0, 0, 2], [3, 2, -1]],
    ['zeros', [0, 0, 0, 0], [0, 0]],
    ['one number', [7], [7]],
    ['an empty matrix', [], []],
    ['the second difference', [2, -1, 0, -1, 2, -1, 0, -1, 2], [2 + Math.SQRT2, 2, 2 - Math.SQRT2]],
    ['rank one', [1, 2, 2, 4], [5, 0]],
    ['equal values', [2, 1, 1, 1, 2, 1, 1, 1, 2], [4, 1, 1]],
  ])('computes the eigenvalues of %s', (_what, matrix, expected) => {
    expectClose(symmetricEigenvalues(Float64Array.from(matrix), expected.length), expected, 1e-12);
  });

  it('preserves the trace and the sum of squares of any matrix', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), fc.nat(1000), (n, seed) => {
        const a = randomSymmetric(n, seed);
        const values = symmetricEigenvalues(a, n);
        const trace = identity(n).reduce((sum, one, i) => sum + one * a[i]!, 0);
        expectClose([values.reduce((sum, one) => sum + one, 0)], [trace], 1e-10);
        const squares = a.reduce((sum, one) => sum + one * one, 0);
        expectClose([values.reduce((sum, one) => sum + one * one, 0)], [squares], 1e-8);
      }),
    );
  });

  it('returns NaN for a matrix with NaN', () => {
    expect([...symmetricEigenvalues(Float64Array.of(NaN, NaN, NaN, NaN), 2)]).toEqual([NaN, NaN]);
  });

  /** A tridiagonal matrix, (n, n), whose elements beside the diagonal are given. */
  const tridiagonal = (diagonal: readonly number[], beside: readonly number[]): Float64Array => {
    const n = diagonal.length;
    const at = (i: number, j: number) => (i === j ? diagonal[i]! : Math.abs(i - j) === 1 ? beside[Math.min(i, j)]! : 0);
    return Float64Array.from({ length: n * n }, (_, place) => at(Math.floor(place / n), place % n));
  };

  it('computes the eigenvalues of a matrix in which squares are too small for a number', () => {
    const values = symmetricEigenvalues(tridiagonal([1e155, 0, 0, 0, 0], [1e-160, 1e-160, 2, 1]), 5);
    expectClose(values, [1e155, Math.sqrt(5), 0, 0, -Math.sqrt(5)], 1e-4);
  });

  it('returns NaN if the sizes of the values differ so much that no step separates them', () => {
    const matrix = tridiagonal([1e155, 1, 0, 1e-162, 1], [1e150, 0, 1, 1e-155]);
    expect([...symmetricEigenvalues(matrix, 5)]).toEqual(Array(5).fill(NaN));
  });
});

describe('rankMe', () => {
  it('agrees with the PyTorch reference', () => {
    expectClose([rankMe(z, N, D)], [space.rankMe], 1e-6);
  });

  it('is D for isotropic embeddings and 1 for collapsed ones, for N below and above D', () => {
    for (const n of [2, 5, 64]) expect(rankMe(identity(n), n, n)).toBeCloseTo(n, 2);
    const twice = new Float64Array([...identity(4), ...identity(4)]);
    expect(rankMe(twice, 8, 4)).toBeCloseTo(4, 4);
    expect(rankMe(identity(4).subarray(0, 8), 2, 4)).toBeCloseTo(2, 4);
    expect(rankMe(new Float64Array(60).fill(0.3), 12, 5)).toBeCloseTo(1, 4);
    expect(rankMe(new Float64Array(60), 12, 5)).toBe(0);
  });

  it('ignores the common part of embeddings after centerRows', () => {
    const shifted = Float64Array.from(identity(4), (value) => value + 100);
    expect(rankMe(shifted, 4, 4)).toBeLessThan(1.2);
    expect(rankMe(centerRows(shifted, 4, 4), 4, 4)).toBeCloseTo(3, 3);
  });

  it('is NaN for embeddings with NaN', () => {
    expect(rankMe(Float64Array.of(1, NaN, 0, 1), 2, 2)).toBeNaN();
  });
});

describe('uniformity and alignment', () => {
  it('agree with the PyTorch reference', () => {
    expectClose([uniformity(z, N, D)], [space.uniformity], 1e-9);
    expectClose([alignment(z, flat(space.positives), N, D)], [space.alignment], 1e-9);
  });

  it('are 0 for collapsed embeddings', () => {
    const collapsed = Float64Array.from({ length: 30 }, (_, i) => (i % 3 === 0 ? 1 : 0));
    expect(uniformity(collapsed, 10, 3)).toBeCloseTo(0, 12);
    expect(alignment(collapsed, collapsed, 10, 3)).toBe(0);
  });

  it('are -4 for rows at right angles, and 4 for opposite pairs', () => {
    expect(uniformity(identity(6), 6, 6)).toBeCloseTo(-4, 12);
    expect(alignment(Float64Array.of(1, 0), Float64Array.of(-1, 0), 1, 2)).toBe(4);
  });

  it('are 0 if there are no pairs to compare', () => {
    expect(uniformity(Float64Array.of(1, 0), 1, 2)).toBe(0);
    expect(alignment(new Float64Array(0), new Float64Array(0), 0, 2)).toBe(0);
  });
});

describe('countDeadDimensions and medianNorm', () => {
  it('count the dimensions in which all rows are equal, for any value', () => {
    expect(countDeadDimensions(Float64Array.of(1, 5, 0, -1, 5, 0, 2, 5, 1), 3, 3)).toBe(1);
    expect(countDeadDimensions(new Float64Array(12).fill(2), 3, 4)).toBe(4);
    expect(countDeadDimensions(identity(4), 4, 4)).toBe(0);
  });

  it('take the median length, which one extreme row does not change', () => {
    expect(medianNorm(Float64Array.of(3, 4, 0, 1, 1e9, 0), 3, 2)).toBe(5);
    expect(medianNorm(new Float64Array(0), 0, 2)).toBe(0);
  });
});
