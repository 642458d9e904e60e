import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Kernels } from '../../../../lambdas/core/kernels/kernels.ts';
import { referenceKernels } from '../../../../lambdas/core/kernels/reference-kernels.ts';
import { RowGradients } from '../../../../lambdas/core/numerics/row-gradients.ts';
import { normals, simdBuilds, wholes } from '../../../support/core/kernel-cases.ts';

const reference = referenceKernels('float32');
const odd = [0, -0, 1e-40, -1e-45, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NaN];
const dimension = fc.constantFrom(1, 3, 4, 7, 8, 16, 17, 33);
const rows = fc.constantFrom(0, 1, 5, 20);
/** Fewer tokens than rows are added bag by bag, more tokens by an index from tokens to bags. */
const table = fc.constantFrom(1, 9, 200);

/** Normal numbers; one in 23 is NaN, infinite or denormal. */
function numbers(length: number, stream: string, seed: number): Float32Array {
  return normals(length, stream, seed).map((x, i) => ((i + seed) % 23 === 0 ? odd[(i + seed) % odd.length]! : x));
}

function bagsOf(B: number, T: number, seed: number) {
  const offsets = Int32Array.from({ length: B + 1 }, (_, i) => 4 * i);
  return { offsets, tokens: wholes(4 * B, T, 'tokens', seed), weights: numbers(4 * B, 'weights', seed) };
}

/** Expects the same NaNs and infinities, and finite numbers within 1e-5, relative to numbers above 1. */
function expectAlike(given: ArrayLike<number>, truth: ArrayLike<number>): void {
  expect(given.length).toBe(truth.length);
  for (let i = 0; i < truth.length; i++) {
    const [x, y] = [given[i]!, truth[i]!];
    if (Object.is(x + 0, y + 0)) continue;
    expect(Math.abs(x - y), `number ${i} is ${x}, in truth ${y}`).toBeLessThanOrEqual(1e-5 * Math.max(1, Math.abs(y)));
  }
}

/** The results of both kernels for one case. */
function expectSame(kernels: Kernels, results: (kernels: Kernels) => readonly ArrayLike<number>[]): void {
  const truth = results(reference);
  results(kernels).forEach((given, i) => {
    expectAlike(given, truth[i]!);
  });
}

describe.each(simdBuilds)(
  'NaN, infinity and denormals in %s WebAssembly give the results of the reference',
  (_m, kernels) => {
    it('in the forward pass of bags', () => {
      fc.assert(
        fc.property(rows, dimension, table, fc.nat(999), (B, D, T, seed) =>
          expectSame(kernels, (by) => {
            const output = numbers(B * D, 'output', seed);
            by.embeddingBagForward(bagsOf(B, T, seed), numbers(T * D, 'table', seed), output, B, D);
            return [output];
          }),
        ),
      );
    });

    it('in the backward pass of bags, and in Adam and Adagrad for the touched rows', () => {
      const adam = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8, rate: 0.01, correction: 1 / (1 - 0.999 ** 3) };
      fc.assert(
        fc.property(rows, dimension, table, fc.boolean(), fc.nat(999), (B, D, T, isRowwise, seed) =>
          expectSame(kernels, (by) => {
            const gradients = new RowGradients(T, D, 'float32');
            by.embeddingBagBackward(bagsOf(B, T, seed), numbers(B * D, 'output', seed), gradients, B, D);
            const [byAdam, byAdagrad] = [normals(T * D, 'table', seed), normals(T * D, 'table', seed)];
            const moments = {
              mean: normals(T * D, 'mean', seed),
              square: new Float32Array(isRowwise ? T : T * D).fill(0.5),
            };
            const square = new Float32Array(T * D).fill(0.5);
            by.adamRows(byAdam, moments, gradients, adam);
            by.adagradRows(byAdagrad, square, gradients, { learningRate: 0.1, epsilon: 1e-10 });
            const { count, touched, values } = gradients;
            return [touched.slice(0, count), values.slice(0, count * D), byAdam, moments.square, byAdagrad, square];
          }),
        ),
      );
    });

    it('in normalisation, forward and backward', () => {
      fc.assert(
        fc.property(rows, dimension, fc.nat(999), (B, D, seed) =>
          expectSame(kernels, (by) => {
            const [z, dUnit] = [numbers(B * D, 'z', seed), numbers(B * D, 'd', seed + 5)];
            const [unit, norms, dz] = [new Float32Array(B * D), new Float32Array(B), new Float32Array(B * D)];
            by.normalizeRowsForward(z, unit, norms, B, D);
            by.normalizeRowsBackward(dUnit, unit, norms, dz, B, D);
            return [unit, norms, dz];
          }),
        ),
      );
    });
  },
);
