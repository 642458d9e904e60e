import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tripletLoss, tripletLossOfDifferences } from '../../../../lambdas/core/losses/triplet.ts';
import { expectClose } from '../../../support/core/golden.ts';
import { bitsOf, normals, resident, simdBuilds } from '../../../support/core/kernel-cases.ts';

const size = fc.constantFrom(0, 1, 2, 3, 5, 8, 17);
const width = fc.constantFrom(1, 2, 3, 4, 5, 7, 8, 19, 64);
const distance = fc.constantFrom('squared-euclidean' as const, 'euclidean' as const);
const margin = fc.constantFrom(0, 0.5, 2, 'soft' as const);

const zeros = (length: number) => new Float32Array(length);
const wide = (values: Float32Array) => Float64Array.from(values);

describe.each(simdBuilds)('triplet and tripletOfDifferences in %s WebAssembly', (_mode, kernels) => {
  it('agree with the reference for every distance, also for a triplet of one product', () => {
    fc.assert(
      fc.property(size, width, fc.oneof(distance, fc.constant('cosine' as const)), margin, fc.nat(999), (...given) => {
        const [B, D, distance, margin, seed] = given;
        const [a, p, n] = ['a', 'p', 'n'].map((stream) => normals(B * D, stream, seed)) as [
          Float32Array,
          Float32Array,
          Float32Array,
        ];
        p.set(a.subarray(0, D));
        n.set(a.subarray(0, D));
        const gradients = { dAnchor: zeros(B * D).fill(9), dPositive: zeros(B * D), dNegative: zeros(B * D) };
        const truth = { dAnchor: wide(zeros(B * D)), dPositive: wide(zeros(B * D)), dNegative: wide(zeros(B * D)) };
        const options = { distance, margin };
        const found = kernels.triplet(a, p, n, B, D, options, gradients);
        const expected = tripletLoss(wide(a), wide(p), wide(n), B, D, options, truth);
        expect(found.active).toBe(expected.active);
        expect(found.loss).toBeCloseTo(expected.loss, 4);
        for (const name of ['dAnchor', 'dPositive', 'dNegative'] as const)
          expectClose(gradients[name], truth[name], 1e-5);
        expect(kernels.triplet(a, p, n, B, D, options)).toEqual(found);
      }),
    );
  });

  it('replace differences by their gradients', () => {
    fc.assert(
      fc.property(size, width, distance, margin, fc.boolean(), fc.nat(999), (B, D, distance, margin, isOwn, seed) => {
        const [p, n] = [normals(B * D, 'p', seed), normals(B * D, 'n', seed)];
        const truth = [wide(p), wide(n)] as const;
        const given = isOwn ? [resident(kernels, p), resident(kernels, n)] : [p, n];
        const options = { distance, margin };
        const found = kernels.tripletOfDifferences(given[0]!, given[1]!, B, D, options);
        const expected = tripletLossOfDifferences(...truth, B, D, options);
        expect(found.active).toBe(expected.active);
        expect(found.loss).toBeCloseTo(expected.loss, 6);
        expectClose(given[0]!, truth[0], 1e-6);
        expectClose(given[1]!, truth[1], 1e-6);
        if (isOwn) for (const array of given) kernels.release(array);
      }),
    );
  });

  it('give NaN for NaN inputs, and zeros for triplets without a loss at every distance', () => {
    const [toPositive, toNegative] = [Float32Array.of(Number.NaN, 1, 1, 1), Float32Array.of(1, 1, Infinity, 1e-42)];
    const options = { distance: 'euclidean', margin: 1 } as const;
    expect(kernels.tripletOfDifferences(toPositive, toNegative, 2, 2, options).loss).toBeNaN();
    expect(toPositive[1]).toBeNaN();
    expect([...toPositive.subarray(2), ...toNegative.subarray(2)]).toEqual([0, 0, -0, -0].map((x) => x + 0));
  });

  it('give the same bits for arrays in their own memory', () => {
    const [a, p, n] = ['a', 'p', 'n'].map((stream) => normals(30 * 7, stream));
    const names = ['dAnchor', 'dPositive', 'dNegative'] as const;
    const [plain, own] = [names.map(() => zeros(210)), names.map(() => resident(kernels, zeros(210)))];
    const options = { distance: 'squared-euclidean', margin: 30 } as const;
    const into = (arrays: Float32Array[]) => ({ dAnchor: arrays[0]!, dPositive: arrays[1]!, dNegative: arrays[2]! });
    kernels.triplet(a!, p!, n!, 30, 7, options, into(plain));
    const [x, y, z] = [a!, p!, n!].map((one) => resident(kernels, one));
    kernels.triplet(x!, y!, z!, 30, 7, options, into(own));
    expect(own.map(bitsOf)).toEqual(plain.map(bitsOf));
  });

  it('reject wrong sizes and change nothing', () => {
    const [few, many] = [normals(2, 'few'), normals(4, 'many')];
    const gradients = { dAnchor: zeros(4).fill(9), dPositive: zeros(4), dNegative: zeros(3) };
    const options = { distance: 'euclidean', margin: 1 } as const;
    expect(() => kernels.triplet(few, many, many, 2, 2, options)).toThrow('anchor holds 2');
    expect(() => kernels.triplet(many, many, many, 2, 2, options, gradients)).toThrow('dNegative holds 3');
    expect(() => kernels.tripletOfDifferences(many, few, 2, 2, options)).toThrow('toNegative holds 2');
    expect(() => kernels.tripletOfDifferences(many, wide(many), 2, 2, options)).toThrow('float64');
    expect([...gradients.dAnchor]).toEqual([9, 9, 9, 9]);
    expect([...many]).toEqual([...normals(4, 'many')]);
  });
});
