import type { CounterRandom } from '../numerics/random.ts';
import { mineAllPairs, mineAllTriplets } from './all.ts';
import { mineBatchHard } from './batch-hard.ts';
import { mineDistanceWeighted } from './distance-weighted.ts';
import { type MinedPairs, pairsOf, type TripletIndices, tripletsOf } from './mined.ts';
import { mineMultiSimilarity } from './multi-similarity.ts';
import { mineSemiHard } from './semi-hard.ts';

/** Who chooses, among the rows of a labelled batch, the triplets or pairs that a loss is taken of. */
export const minerNames = ['all', 'batch-hard', 'semi-hard', 'distance-weighted', 'multi-similarity'] as const;
export type MinerName = (typeof minerNames)[number];

/** What miners choose by: N rows of D dimensions. */
export interface MiningBatch {
  /** (N) */
  readonly labels: Int32Array;
  readonly D: number;
  /** (N, N): by the distance of the loss. */
  readonly distances: Float64Array;
  /** (N, N): for the miners that are defined on the unit sphere. */
  readonly cosineDistances: Float64Array;
  /** multi-similarity: at least 0. */
  readonly epsilon: number;
  /** distance-weighted: what its draws are taken from. */
  readonly random: CounterRandom;
}

/** Triplets for a triplet loss, by any miner. */
export function mineTriplets(miner: MinerName, batch: MiningBatch): TripletIndices {
  const { labels, D, distances, cosineDistances, epsilon, random } = batch;
  switch (miner) {
    case 'all':
      return mineAllTriplets(labels);
    case 'batch-hard':
      return mineBatchHard(distances, labels);
    case 'semi-hard':
      return mineSemiHard(distances, labels);
    case 'distance-weighted':
      return mineDistanceWeighted(cosineDistances, labels, D, random);
    case 'multi-similarity':
      return tripletsOf(mineMultiSimilarity(cosineDistances, labels, epsilon), labels.length);
  }
}

/** Pairs for a pair loss, by any miner. */
export function minePairs(miner: MinerName, batch: MiningBatch): MinedPairs {
  if (miner === 'all') return mineAllPairs(batch.labels);
  if (miner === 'multi-similarity') return mineMultiSimilarity(batch.cosineDistances, batch.labels, batch.epsilon);
  return pairsOf(mineTriplets(miner, batch), batch.labels.length);
}
