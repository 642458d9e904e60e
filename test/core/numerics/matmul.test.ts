import { describe, expect, it } from 'vitest';
import { multiply, multiplyLeftTransposed, multiplyTransposed } from '../../../lambdas/core/numerics/matmul.ts';
import { CounterRandom } from '../../../lambdas/core/numerics/random.ts';
import { expectClose } from '../../support/core/golden.ts';

function matrix(rows: number, columns: number, stream: string): Float64Array {
  const random = new CounterRandom(1, stream);
  return Float64Array.from({ length: rows * columns }, () => random.normal());
}

/** out[i][j] = the sum over k, by the definition. */
function slow(
  rows: number,
  columns: number,
  inner: number,
  term: (i: number, j: number, k: number) => number,
): number[] {
  return Array.from({ length: rows * columns }, (_, at) => {
    const [i, j] = [Math.floor(at / columns), at % columns];
    return Array.from({ length: inner }, (_k, k) => term(i, j, k)).reduce((sum, x) => sum + x, 0);
  });
}

// Sizes around the blocks of four rows, and empty matrices.
const shapes = [0, 1, 3, 4, 5, 9].flatMap((B) => [1, 4, 7].flatMap((C) => [1, 6].map((D) => [B, C, D] as const)));

describe('the matrix products', () => {
  it.each(shapes)('agree with the definition for sizes (%i, %i, %i)', (B, C, D) => {
    const [a, b, g] = [matrix(B, D, 'a'), matrix(C, D, 'b'), matrix(B, C, 'g')];
    const filled = (length: number) => new Float64Array(length).fill(99);
    const [abt, gb, gta] = [filled(B * C), filled(B * D), filled(C * D)];
    multiplyTransposed(a, b, abt, B, C, D);
    multiply(g, b, gb, B, C, D);
    multiplyLeftTransposed(g, a, gta, B, C, D);
    expectClose(
      abt,
      slow(B, C, D, (i, j, k) => a[i * D + k]! * b[j * D + k]!),
      1e-12,
    );
    expectClose(
      gb,
      slow(B, D, C, (i, j, k) => g[i * C + k]! * b[k * D + j]!),
      1e-12,
    );
    expectClose(
      gta,
      slow(C, D, B, (i, j, k) => g[k * C + i]! * a[k * D + j]!),
      1e-12,
    );
    expect(abt).toHaveLength(B * C);
  });
});
