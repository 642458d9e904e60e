import { describe, expect, it } from 'vitest';
import { PairDistances } from '../../../lambdas/core/losses/pair-distances.ts';
import { mineBatchHard } from '../../../lambdas/core/miners/batch-hard.ts';
import { mineDistanceWeighted } from '../../../lambdas/core/miners/distance-weighted.ts';
import { combineIntoTriplets, splitIntoPairs } from '../../../lambdas/core/miners/mined.ts';
import { mineMultiSimilarity } from '../../../lambdas/core/miners/multi-similarity.ts';
import { type MiningBatch, minePairs, minerNames, mineTriplets } from '../../../lambdas/core/miners/registry.ts';
import { mineSemiHard } from '../../../lambdas/core/miners/semi-hard.ts';
import { CounterRandom } from '../../../lambdas/core/numerics/random.ts';
import { randomRows } from '../../support/core/labelled-rows.ts';

const D = 3;
const { x, labels } = randomRows([0, 1, 0, 1, 2, 2, 0, 3], D, 5);
const N = labels.length;
const distances = new PairDistances(x, N, D, 'euclidean').values;
const cosineDistances = new PairDistances(x, N, D, 'cosine').values;
const random = () => new CounterRandom(1, 'miner');
const batch = (): MiningBatch => ({ labels, D, distances, cosineDistances, epsilon: 0.1, random: random() });

describe('mineTriplets and minePairs', () => {
  it('use the distance of the loss, which changes their selection', () => {
    expect(mineTriplets('batch-hard', batch())).toEqual(mineBatchHard(distances, labels));
    expect(mineTriplets('semi-hard', batch())).toEqual(mineSemiHard(distances, labels));
    expect(mineSemiHard(distances, labels)).not.toEqual(mineSemiHard(cosineDistances, labels));
    expect(mineBatchHard(distances, labels)).not.toEqual(mineBatchHard(cosineDistances, labels));
  });

  it('use the cosine if they are defined on the unit sphere', () => {
    expect(mineTriplets('distance-weighted', batch())).toEqual(
      mineDistanceWeighted(cosineDistances, labels, D, random()),
    );
    expect(minePairs('multi-similarity', batch())).toEqual(mineMultiSimilarity(cosineDistances, labels, 0.1));
    expect(mineTriplets('multi-similarity', batch())).toEqual(
      combineIntoTriplets(mineMultiSimilarity(cosineDistances, labels, 0.1), N),
    );
  });

  it.each(minerNames)('select only correct positives and negatives for pair losses with %s', (miner) => {
    const { positives, negatives } = minePairs(miner, batch());
    expect(positives.anchors.length).toBeGreaterThan(0);
    positives.anchors.forEach((anchor, t) => {
      expect(labels[positives.others[t]!]).toBe(labels[anchor]);
    });
    negatives.anchors.forEach((anchor, t) => {
      expect(labels[negatives.others[t]!]).not.toBe(labels[anchor]);
    });
    if (['batch-hard', 'semi-hard', 'distance-weighted'].includes(miner)) {
      expect({ positives, negatives }).toEqual(splitIntoPairs(mineTriplets(miner, batch()), N));
    }
  });
});
