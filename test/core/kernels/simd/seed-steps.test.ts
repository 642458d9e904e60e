import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seedSteps } from '../../../../lambdas/core/numerics/seed-steps.ts';
import { normals, simdBuilds } from '../../../support/core/kernel-cases.ts';

const wide = (length: number, stream: string, seed: number) => Float64Array.from(normals(length, stream, seed));

function tripletsOf(B: number, F: number, seed: number) {
  return {
    anchors: wide(B * F, 'anchors', seed),
    positives: wide(B * F, 'positives', seed),
    negatives: wide(B * F, 'negatives', seed),
  };
}

describe.each(simdBuilds)('seedSteps in %s WebAssembly', (_mode, kernels) => {
  it('gives the bits of the reference', () => {
    const features = fc.constantFrom(0, 1, 2, 3, 10, 17);
    const dimensions = fc.constantFrom(0, 1, 2, 3, 5, 7, 8, 9, 11, 16, 19);
    fc.assert(
      fc.property(fc.constantFrom(0, 1, 2, 9), features, dimensions, fc.boolean(), fc.nat(999), (...given) => {
        const [B, F, D, isOwn, seed] = given;
        const triplets = tripletsOf(B, F, seed);
        const weights = wide(F * D, 'weights', seed);
        const truth = weights.slice();
        const own = kernels.doubles(F * D);
        own.set(weights);
        const step = { learningRate: 0.03, margin: 1 };
        const moved = seedSteps(truth, triplets, B, F, D, step);
        const moving = isOwn ? own : weights;
        expect(kernels.seedSteps(moving, triplets, B, F, D, step)).toBe(moved);
        expect(new BigUint64Array(moving.slice().buffer)).toEqual(new BigUint64Array(truth.buffer));
        kernels.release(own);
      }),
    );
  });

  it('changes no weights for triplets without a loss or with NaN', () => {
    const triplets = { anchors: Float64Array.of(0), positives: Float64Array.of(0), negatives: Float64Array.of(2) };
    const weights = Float64Array.of(1);
    expect(kernels.seedSteps(weights, triplets, 1, 1, 1, { learningRate: 1, margin: 4 })).toBe(0);
    triplets.positives[0] = Number.NaN;
    expect(kernels.seedSteps(weights, triplets, 1, 1, 1, { learningRate: 1, margin: 4 })).toBe(0);
    expect([...weights]).toEqual([1]);
    triplets.positives[0] = 1;
    expect(kernels.seedSteps(weights, triplets, 1, 1, 1, { learningRate: 0.5, margin: 4 })).toBe(1);
    expect([...weights]).toEqual([0.5]);
  });

  it('rejects wrong sizes and changes nothing', () => {
    const weights = Float64Array.of(1, 2);
    const step = { learningRate: 1, margin: 1 };
    expect(() => kernels.seedSteps(weights, tripletsOf(1, 2, 1), 1, 2, 2, step)).toThrow('weights holds 2');
    expect(() => kernels.seedSteps(weights, tripletsOf(1, 2, 1), 2, 2, 1, step)).toThrow('anchors holds 2');
    expect(() => kernels.seedSteps(weights, tripletsOf(1, 2, 1), -1, 2, 1, step)).toThrow('B is -1');
    expect([...weights]).toEqual([1, 2]);
  });
});
