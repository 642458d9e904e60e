import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { projectRoot } from '../architecture/source-files.ts';

/** A fixture of expected values; see test/fixtures/README.md for where they come from. */
export function golden<T>(name: string): T {
  return JSON.parse(readFileSync(join(projectRoot, 'test/fixtures', `${name}.json`), 'utf8'));
}

/** A matrix as a flat float64 array, row-major. */
export function flat(matrix: readonly (readonly number[])[]): Float64Array {
  return Float64Array.from(matrix.flat());
}

/** The largest difference between two arrays; infinite when their lengths or their NaNs differ. */
export function largestDifference(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (actual.length !== expected.length) return Infinity;
  let largest = 0;
  for (let i = 0; i < actual.length; i++) {
    const difference = Math.abs(actual[i]! - expected[i]!);
    largest = Math.max(largest, Number.isNaN(difference) ? Infinity : difference);
  }
  return largest;
}

/** Fails, naming the largest difference, when two arrays are farther apart than the tolerance. */
export function expectClose(actual: ArrayLike<number>, expected: ArrayLike<number>, tolerance: number): void {
  expect(largestDifference(actual, expected)).toBeLessThanOrEqual(tolerance);
}

/** Central differences of a scalar function of an array, with step h: the slow truth about a gradient. */
export function centralDifferences(f: (x: Float64Array) => number, at: Float64Array, h = 1e-6): Float64Array {
  return at.map((_, i) => {
    const [up, down] = [at.slice(), at.slice()];
    up[i]! += h;
    down[i]! -= h;
    return (f(up) - f(down)) / (2 * h);
  });
}
