import type { Kernels } from '../../kernels/kernels.ts';
import { batchAllLoss } from '../../losses/batch-all.ts';
import { batchHardLoss } from '../../losses/batch-hard.ts';
import { circleLoss } from '../../losses/circle.ts';
import { contrastiveLoss } from '../../losses/contrastive.ts';
import type { Margin } from '../../losses/margin.ts';
import { minedTripletLoss } from '../../losses/mined-triplet.ts';
import { multiSimilarityLoss } from '../../losses/multi-similarity.ts';
import { PairDistances } from '../../losses/pair-distances.ts';
import { supervisedContrastiveLoss } from '../../losses/supervised-contrastive.ts';
import { type MiningBatch, minePairs, mineTriplets } from '../../miners/miner.ts';
import type { CounterRandom } from '../../numerics/random.ts';
import type { Reals } from '../../numerics/reals.ts';
import type { LabelledLossName } from '../config/loss-traits.ts';
import type { TrainingConfig } from '../config/training-config.ts';

/** Labelled rows: x is (N, D), labels (N). */
export interface LabelledRows {
  readonly x: Reals;
  readonly labels: Int32Array;
  readonly D: number;
}

/**
 * The loss of labelled rows that a configuration asks for; dx (N, D) is assigned. Pair losses without a miner take every pair,
 * the triplet loss every triplet.
 * @param kernels Of the precision of the rows. @param random What the distance-weighted miner draws from; no other takes of it.
 */
export function labelledLoss(
  kernels: Kernels,
  loss: LabelledLossName,
  rows: LabelledRows,
  config: TrainingConfig,
  random: CounterRandom,
  dx?: Reals,
): number {
  const { x, labels, D } = rows;
  switch (loss) {
    case 'batch-all':
      return batchAllLoss(x, labels, D, config, dx).loss;
    case 'batch-hard':
      return batchHardLoss(x, labels, D, config, dx).loss;
    case 'semi-hard':
      return kernels.semiHard(x, labels, D, config, dx).loss;
    case 'supervised-contrastive':
      return supervisedContrastiveLoss(x, labels, D, config.temperature, dx);
    default:
      return minedLoss(loss, rows, config, random, dx);
  }
}

function minedLoss(
  loss: 'triplet' | 'contrastive' | 'circle' | 'multi-similarity',
  { x, labels, D }: LabelledRows,
  config: TrainingConfig,
  random: CounterRandom,
  dx?: Reals,
): number {
  const byCosine = loss === 'circle' || loss === 'multi-similarity';
  const distances = new PairDistances(x, labels.length, D, byCosine ? 'cosine' : config.distance);
  const miner = config.miner === 'none' ? 'all' : config.miner;
  const batch: MiningBatch = {
    labels,
    D,
    distances: distances.values,
    get cosineDistances() {
      return distances.name === 'cosine' ? distances.values : new PairDistances(x, labels.length, D, 'cosine').values;
    },
    epsilon: config.minerEpsilon,
    random,
  };
  const { margin, circleScale, multiSimilarityAlpha, multiSimilarityBeta, multiSimilarityBase } = config;
  switch (loss) {
    case 'triplet':
      return minedTripletLoss(distances, mineTriplets(miner, batch), { margin, average: 'all' }, dx).loss;
    case 'contrastive':
      return contrastiveLoss(distances, minePairs(miner, batch), { margin: hard(margin), average: 'kinds' }, dx);
    case 'circle':
      return circleLoss(distances, minePairs(miner, batch), { margin: hard(margin), scale: circleScale }, dx);
    case 'multi-similarity': {
      const options = { alpha: multiSimilarityAlpha, beta: multiSimilarityBeta, base: multiSimilarityBase };
      return multiSimilarityLoss(distances, minePairs(miner, batch), options, dx);
    }
  }
}

/** The configuration lets a soft margin only to losses that take one. */
function hard(margin: Margin): number {
  if (margin === 'soft') throw new RangeError('labelled loss: margin is soft, expected a number');
  return margin;
}
