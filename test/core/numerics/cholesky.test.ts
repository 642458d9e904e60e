import { describe, expect, it } from 'vitest';
import { factorizeCholesky, invertLowerTriangle } from '../../../lambdas/core/numerics/cholesky.ts';
import { CounterRandom } from '../../../lambdas/core/numerics/random.ts';

/** M Mᵀ + n I, which is positive definite, for random M. */
function positiveDefinite(n: number): Float64Array {
  const random = new CounterRandom(1, `matrix ${n}`);
  const m = Float64Array.from({ length: n * n }, () => random.normal());
  const a = new Float64Array(n * n);
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++) {
      let sum = i === j ? n : 0;
      for (let k = 0; k < n; k++) sum += m[i * n + k]! * m[j * n + k]!;
      a[i * n + j] = sum;
    }
  return a;
}

/** By the definition, one number after the other. */
function factorizeNaively(a: Float64Array, n: number): Float64Array {
  const l = new Float64Array(n * n);
  for (let i = 0; i < n; i++)
    for (let j = 0; j <= i; j++) {
      let rest = a[i * n + j]!;
      for (let k = 0; k < j; k++) rest -= l[i * n + k]! * l[j * n + k]!;
      l[i * n + j] = i === j ? Math.sqrt(rest) : rest / l[j * n + j]!;
    }
  return l;
}

/** Solves L x = e for each unit vector e. */
function invertNaively(l: Float64Array, n: number): Float64Array {
  const x = new Float64Array(n * n);
  for (let c = 0; c < n; c++)
    for (let i = c; i < n; i++) {
      let rest = i === c ? 1 : 0;
      for (let k = c; k < i; k++) rest -= l[i * n + k]! * x[k * n + c]!;
      x[i * n + c] = rest / l[i * n + i]!;
    }
  return x;
}

/** The largest difference of two matrices, on and below the diagonal. */
function largestDifference(a: Float64Array, b: Float64Array, n: number): number {
  let largest = 0;
  for (let i = 0; i < n; i++)
    for (let j = 0; j <= i; j++) largest = Math.max(largest, Math.abs(a[i * n + j]! - b[i * n + j]!));
  return largest;
}

// Sizes around the blocks of 64, and around the tiles of four rows and two columns within them.
describe.each([1, 2, 3, 7, 63, 64, 65, 131, 195])('a matrix of %i rows', (n) => {
  const a = positiveDefinite(n);
  const l = factorizeNaively(a, n);

  it('is factorized by blocks as by the definition, from its lower triangle alone', () => {
    const blocked = a.map((value, at) => (at % n > Math.floor(at / n) ? Number.NaN : value));
    factorizeCholesky(blocked, n);
    expect(largestDifference(blocked, l, n)).toBeLessThan(1e-11);
  });

  it('is inverted by blocks as by the definition, with zeros above the diagonal', () => {
    const blocked = l.map((value, at) => (at % n > Math.floor(at / n) ? Number.NaN : value));
    invertLowerTriangle(blocked, n);
    expect(largestDifference(blocked, invertNaively(l, n), n)).toBeLessThan(1e-13);
    expect(blocked.some((value, at) => at % n > Math.floor(at / n) && value !== 0)).toBe(false);
  });
});

describe('factorizeCholesky', () => {
  it('refuses a matrix that is not positive definite, and names the pivot', () => {
    expect(() => factorizeCholesky(Float64Array.of(1, 0, 2, 4), 2)).toThrow(/not positive definite: pivot 1 is 0/);
    expect(() => factorizeCholesky(Float64Array.of(Number.NaN), 1)).toThrow(RangeError);
  });

  it('does nothing to an empty matrix', () => {
    expect(() => factorizeCholesky(new Float64Array(0), 0)).not.toThrow();
    expect(() => invertLowerTriangle(new Float64Array(0), 0)).not.toThrow();
  });
});
