import { describe, expect, it } from 'vitest';
import { batchAllLoss } from '../../../lambdas/core/losses/batch-all.ts';
import { batchHardLoss } from '../../../lambdas/core/losses/batch-hard.ts';
import type { DistanceName } from '../../../lambdas/core/losses/distances.ts';
import { minedTripletLoss } from '../../../lambdas/core/losses/mined-triplet.ts';
import { PairDistances } from '../../../lambdas/core/losses/pair-distances.ts';
import { semiHardLoss } from '../../../lambdas/core/losses/semi-hard.ts';
import type { TripletOptions } from '../../../lambdas/core/losses/triplet.ts';
import { tripletLoss } from '../../../lambdas/core/losses/triplet.ts';
import { mineAllTriplets } from '../../../lambdas/core/miners/all.ts';
import { portableExp, portableLog } from '../../../lambdas/core/numerics/portable-math.ts';
import { expectClose, flat } from '../../support/core/golden.ts';
import { labelledCases, randomRows } from '../../support/core/labelled-rows.ts';

const losses = {
  'triplet-batch-all': batchAllLoss,
  'triplet-batch-hard': batchHardLoss,
  'triplet-batch-hard-soft-margin': batchHardLoss,
  'triplet-semi-hard': semiHardLoss,
} as const;
const names = Object.keys(losses) as (keyof typeof losses)[];
const distances = ['squared-euclidean', 'euclidean', 'cosine'] as const;
const distanceOf = (name = '') => (name === 'sqeuclidean' ? 'squared-euclidean' : name) as DistanceName;

describe.each(names)('the loss %s', (name) => {
  it.each(labelledCases(name))(
    'agrees with the PyTorch reference for %s',
    (_title, { params, inputs, labels, loss, gradients }) => {
      const x = flat(inputs.embeddings);
      const dx = new Float64Array(x.length);
      const options: TripletOptions = { distance: distanceOf(params.distance), margin: params.margin ?? 'soft' };
      const result = losses[name](x, Int32Array.from(labels), inputs.embeddings[0]!.length, options, dx);
      expect(Math.abs(result.loss - loss)).toBeLessThan(1e-9);
      expectClose(dx, gradients.embeddings.flat(), 1e-7);
    },
  );

  it('has a golden case for each distance', () => {
    expect(labelledCases(name)).toHaveLength(3);
  });
});

describe('batchAllLoss', () => {
  it.each(distances.flatMap((distance) => [0.5, 'soft' as const].map((margin) => [distance, margin] as const)))(
    'equals the mean triplet loss of all active triplets for the %s distance and margin %s',
    (distance, margin) => {
      const { x, labels } = randomRows([0, 1, 0, 2, 1, 0, 3], 4);
      const [dx, dMined] = [new Float64Array(x.length), new Float64Array(x.length)];
      const pairs = new PairDistances(x, labels.length, 4, distance);
      const all = batchAllLoss(x, labels, 4, { distance, margin }, dx);
      const mined = minedTripletLoss(pairs, mineAllTriplets(labels), { margin, average: 'active' }, dMined);
      expect(all.active).toBe(mined.active);
      expect(all.loss).toBeCloseTo(mined.loss, 12);
      expectClose(dx, dMined, 1e-12);
    },
  );

  it('averages only the triplets with a loss', () => {
    const x = Float64Array.of(0, 1, 1.5, 100);
    const labels = Int32Array.of(0, 0, 1, 2);
    const { loss, active } = batchAllLoss(x, labels, 1, { distance: 'euclidean', margin: 1 });
    // Row 0: 1 - 1.5 + 1; row 1: 1 - 0.5 + 1. The triplets with row 3 have no loss.
    expect(active).toBe(2);
    expect(loss).toBeCloseTo((0.5 + 1.5) / 2, 12);
  });
});

describe('minedTripletLoss', () => {
  it.each(distances)('equals tripletLoss of the mined rows for the %s distance', (distance) => {
    const { x, labels } = randomRows([0, 1, 0, 2, 1], 3);
    const triplets = mineAllTriplets(labels);
    const B = triplets.anchors.length;
    const [a, p, n] = [triplets.anchors, triplets.positives, triplets.negatives].map((rows) =>
      Float64Array.from([...rows].flatMap((row) => [...x.subarray(row * 3, row * 3 + 3)])),
    );
    for (const margin of [0.7, 'soft'] as const) {
      const gradients = {
        dAnchor: new Float64Array(B * 3),
        dPositive: new Float64Array(B * 3),
        dNegative: new Float64Array(B * 3),
      };
      const truth = tripletLoss(a!, p!, n!, B, 3, { distance, margin }, gradients);
      const scattered = new Float64Array(x.length);
      const parts = [gradients.dAnchor, gradients.dPositive, gradients.dNegative];
      [triplets.anchors, triplets.positives, triplets.negatives].forEach((rows, part) => {
        rows.forEach((row, t) => {
          for (let d = 0; d < 3; d++) scattered[row * 3 + d]! += parts[part]![t * 3 + d]!;
        });
      });
      const dx = new Float64Array(x.length);
      const pairs = new PairDistances(x, labels.length, 3, distance);
      expect(minedTripletLoss(pairs, triplets, { margin, average: 'all' }, dx).loss).toBeCloseTo(truth.loss, 12);
      expectClose(dx, scattered, 1e-12);
    }
  });

  it('is ln 2 for the soft margin, and the margin for the hinge, if all rows coincide', () => {
    const labels = Int32Array.of(0, 0, 1, 1);
    const same = new Float64Array(8).fill(0.5);
    for (const distance of distances) {
      expect(batchHardLoss(same, labels, 2, { distance, margin: 0.4 }).loss).toBeCloseTo(0.4, 12);
      const soft = semiHardLoss(same, labels, 2, { distance, margin: 'soft' }).loss;
      expect(soft).toBeCloseTo(portableLog(1 + portableExp(0)), 12);
    }
  });
});
