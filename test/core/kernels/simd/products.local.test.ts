import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { linearBackward, linearForward } from '../../../../lambdas/core/numerics/linear.ts';
import { multiply, multiplyLeftTransposed, multiplyTransposed } from '../../../../lambdas/core/numerics/matmul.ts';
import { bitsOf, normals, resident, simdBuilds } from '../../../support/core/kernel-cases.ts';

type Product = 'multiply' | 'multiplyTransposed' | 'multiplyLeftTransposed' | 'linearForward' | 'linearBackward';

const reference = { multiply, multiplyTransposed, multiplyLeftTransposed, linearForward, linearBackward };

/** The sizes of the two inputs and of the result, and the number of terms of a sum, for arguments (B, C, D). */
function sizesOf(
  product: Product,
  B: number,
  C: number,
  D: number,
): [a: number, b: number, out: number, terms: number] {
  if (product === 'multiplyTransposed') return [B * D, C * D, B * C, D];
  const isLeft = product === 'multiplyLeftTransposed' || product === 'linearBackward';
  return isLeft ? [B * C, B * D, C * D, B] : [B * C, C * D, B * D, C];
}

const products = Object.keys(reference) as Product[];

/** The reference: the products of the inputs, and of their absolute values, in float64. Rounding errors are relative to the latter. */
function truthOf(
  product: Product,
  shape: readonly [number, number, number],
  a: Float32Array,
  b: Float32Array,
  start: Float32Array,
) {
  const [x, y] = [Float64Array.from(a), Float64Array.from(b)];
  const [value, size] = [Float64Array.from(start), Float64Array.from(start, Math.abs)];
  reference[product](x, y, value, ...shape);
  reference[product](x.map(Math.abs), y.map(Math.abs), size, ...shape);
  return { value, size };
}

/** Sizes around the tile of 6 x 8, and above the blocks of 120 rows, 256 terms and 512 columns. */
const edges = [0, 1, 2, 3, 5, 6, 7, 8, 9, 11, 12, 13, 15, 16, 17, 23, 25, 33, 48];
const size = fc.constantFrom(...edges);
const longShapes = [
  [121, 257, 9],
  [7, 9, 513],
  [300, 5, 6],
  [2, 530, 260],
  [520, 8, 258],
] as const;

describe.each(simdBuilds)('matrix products in %s WebAssembly', (_mode, kernels) => {
  function check(product: Product, shape: readonly [number, number, number], seed: number): void {
    const [aLength, bLength, outLength, terms] = sizesOf(product, ...shape);
    const [a, b] = [normals(aLength, 'a', seed), normals(bLength, 'b', seed)];
    const start = normals(outLength + 3, 'out', seed);
    const out = start.slice();
    kernels[product](a, b, out, ...shape);
    const { value, size } = truthOf(product, shape, a, b, start.subarray(0, outLength));
    // One expectation for all numbers: one for each would take most of the time.
    const boundOf = (i: number) => (terms + 2) * 2 ** -24 * size[i]! + 1e-37;
    const isFar = (x: number, i: number) => !(Math.abs(x - value[i]!) <= boundOf(i));
    const far = out.subarray(0, outLength).findIndex(isFar);
    expect(far, `${out[far]} instead of ${value[far]} with at most ${boundOf(far)} between them`).toBe(-1);
    expect(out.subarray(outLength)).toEqual(start.subarray(outLength));
  }

  it.each(products)('agree with the reference within (K + 2) roundings for every shape: %s', (product) => {
    fc.assert(
      fc.property(size, size, size, fc.nat(1000), (B, C, D, seed) => check(product, [B, C, D], seed)),
      { numRuns: 60 },
    );
    longShapes.forEach((shape, seed) => {
      check(product, shape, seed);
    });
  });

  it.each(products)('give NaN and infinity where the definition does: %s', (product) => {
    const special = fc.oneof(
      { weight: 8, arbitrary: fc.constantFrom(0, -0, 1, -2, 0.5) },
      { weight: 1, arbitrary: fc.constantFrom(Number.NaN, Infinity, -Infinity) },
    );
    const shape = fc.tuple(
      fc.integer({ min: 1, max: 9 }),
      fc.integer({ min: 1, max: 9 }),
      fc.integer({ min: 1, max: 9 }),
    );
    fc.assert(
      fc.property(shape, fc.array(special, { minLength: 162, maxLength: 162 }), (dims, numbers) => {
        const [aLength, bLength, outLength] = sizesOf(product, ...dims);
        // The reference of the linear layer skips inputs of 0, so there are none here.
        const isLinear = product.startsWith('linear');
        const a = Float32Array.from(numbers.slice(0, aLength), (x) => (isLinear && x === 0 ? 1 : x));
        const b = Float32Array.from(numbers.slice(81, 81 + bLength));
        const [out, truth] = [new Float32Array(outLength), new Float64Array(outLength)];
        kernels[product](a, b, out, ...dims);
        reference[product](Float64Array.from(a), Float64Array.from(b), truth, ...dims);
        expect([...out].map((x) => x + 0)).toEqual([...truth].map((x) => x + 0));
      }),
    );
  });

  it('give the same bits for arrays in their memory, for ordinary arrays, and in a second call', () => {
    fc.assert(
      fc.property(fc.constantFrom(...products), size, size, size, (product, B, C, D) => {
        const [aLength, bLength, outLength] = sizesOf(product, B, C, D);
        const [a, b] = [normals(aLength, 'a'), normals(bLength, 'b')];
        const [once, again] = [new Float32Array(outLength), new Float32Array(outLength)];
        const own = [resident(kernels, a), resident(kernels, b), resident(kernels, once)] as const;
        kernels[product](a, b, once, B, C, D);
        kernels[product](a, b, again, B, C, D);
        kernels[product](...own, B, C, D);
        expect(bitsOf(again)).toEqual(bitsOf(once));
        expect(bitsOf(own[2])).toEqual(bitsOf(once));
        for (const array of own) kernels.release(array);
      }),
    );
  });

  it('reject wrong sizes and change nothing', () => {
    const [a, b, out] = [normals(6, 'a'), normals(6, 'b'), new Float32Array(4).fill(9)];
    expect(() => kernels.multiply(a, b, out, 2, 3, 3)).toThrow('b holds 6 numbers, expected at least 9');
    expect(() => kernels.multiply(a, b, out, 3, 2, 3)).toThrow('out holds 4 numbers, expected at least 9');
    expect(() => kernels.multiply(a, b, out, -2, 3, 2)).toThrow('B is -2');
    expect(() => kernels.multiplyTransposed(a, b, out, 2, 1.5, 3)).toThrow('C is 1.5');
    expect(() => kernels.multiplyTransposed(a, b, out, 2, 2, Number.NaN)).toThrow('D is NaN');
    expect(() => kernels.multiply(Float64Array.from(a), b, out, 2, 3, 2)).toThrow('a is float64');
    expect([...out]).toEqual([9, 9, 9, 9]);
  });
});
