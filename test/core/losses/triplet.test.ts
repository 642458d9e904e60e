import { describe, expect, it } from 'vitest';
import type { DistanceName } from '../../../lambdas/core/losses/distances.ts';
import { type TripletOptions, tripletLoss } from '../../../lambdas/core/losses/triplet.ts';
import { centralDifferences, expectClose, flat, golden } from '../../support/core/golden.ts';

interface LossCase {
  name: string;
  params: { distance: string; margin?: number };
  inputs: { anchor: number[][]; positive: number[][]; negative: number[][] };
  loss: number;
  gradients: { anchor: number[][]; positive: number[][]; negative: number[][] };
}

const distanceOf = (name: string) => (name === 'sqeuclidean' ? 'squared-euclidean' : name) as DistanceName;
const cases = golden<{ cases: LossCase[] }>('losses').cases.filter((one) =>
  ['triplet', 'triplet-soft-margin'].includes(one.name),
);

function run(anchor: Float64Array, positive: Float64Array, negative: Float64Array, D: number, options: TripletOptions) {
  const gradients = {
    dAnchor: new Float64Array(anchor.length),
    dPositive: new Float64Array(anchor.length),
    dNegative: new Float64Array(anchor.length),
  };
  return { ...tripletLoss(anchor, positive, negative, anchor.length / D, D, options, gradients), ...gradients };
}

describe('tripletLoss', () => {
  it.each(cases.map((one) => [`${one.name} ${one.params.distance} ${one.params.margin ?? ''}`, one] as const))(
    'agrees with the PyTorch reference for %s',
    (_name, one) => {
      const options = { distance: distanceOf(one.params.distance), margin: one.params.margin ?? ('soft' as const) };
      const { anchor, positive, negative } = one.inputs;
      const result = run(flat(anchor), flat(positive), flat(negative), anchor[0]!.length, options);
      expect(result.loss).toBeCloseTo(one.loss, 9);
      expectClose(result.dAnchor, one.gradients.anchor.flat(), 1e-7);
      expectClose(result.dPositive, one.gradients.positive.flat(), 1e-7);
      expectClose(result.dNegative, one.gradients.negative.flat(), 1e-7);
    },
  );

  it.each(['squared-euclidean', 'euclidean', 'cosine'] as const)(
    'has the gradient of central differences for the %s distance',
    (distance) => {
      const { anchor, positive, negative } = cases[0]!.inputs;
      const [a, p, n] = [flat(anchor), flat(positive), flat(negative)];
      for (const margin of [0.7, 'soft'] as const) {
        const D = anchor[0]!.length;
        const result = run(a, p, n, D, { distance, margin });
        const loss = (x: Float64Array, y: Float64Array, z: Float64Array) =>
          tripletLoss(x, y, z, x.length / D, D, { distance, margin }).loss;
        expectClose(
          result.dAnchor,
          centralDifferences((x) => loss(x, p, n), a),
          1e-7,
        );
        expectClose(
          result.dPositive,
          centralDifferences((x) => loss(a, x, n), p),
          1e-7,
        );
        expectClose(
          result.dNegative,
          centralDifferences((x) => loss(a, p, x), n),
          1e-7,
        );
      }
    },
  );

  it.each(['squared-euclidean', 'euclidean', 'cosine'] as const)(
    'is exactly the margin, with finite gradients, for three equal rows and the %s distance',
    (distance) => {
      const same = Float64Array.of(0.3, -1, 2);
      const result = run(same, same.slice(), same.slice(), 3, { distance, margin: 0.4 });
      expect(result.loss).toBeCloseTo(0.4, 15);
      expect([...result.dAnchor, ...result.dPositive, ...result.dNegative].every(Number.isFinite)).toBe(true);
    },
  );

  it('is zero for an empty batch, and NaN for inputs with NaN', () => {
    const none = new Float64Array(0);
    expect(run(none, none, none, 3, { distance: 'cosine', margin: 1 })).toMatchObject({ loss: 0, active: 0 });
    const bad = Float64Array.of(Number.NaN);
    expect(run(bad, bad, bad, 1, { distance: 'euclidean', margin: 1 }).loss).toBeNaN();
  });
});
