import type { CounterRandom } from '../numerics/random.ts';
import { mineAllPairs, mineAllTriplets } from './all.ts';
import { mineBatchHard } from './batch-hard.ts';
import { mineDistanceWeighted } from './distance-weighted.ts';
import { combineIntoTriplets, type MinedPairs, splitIntoPairs, type TripletIndices } from './mined.ts';
import { mineMultiSimilarity } from './multi-similarity.ts';
import { mineSemiHard } from './semi-hard.ts';

/** What miners select from: N labelled rows of D dimensions. */
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
  /** distance-weighted: the source of its draws. */
  readonly random: CounterRandom;
}

type TripletMiner = (batch: MiningBatch) => TripletIndices;
type PairMiner = (batch: MiningBatch) => MinedPairs;

/** One miner: its entry in the list below. It selects triplets or pairs; the other kind is derived. */
type Miner = {
  /** One line of documentation. */
  readonly doc: string;
  readonly paper: string;
} & (
  | { readonly triplets: TripletMiner; readonly pairs?: PairMiner }
  | { readonly triplets?: undefined; readonly pairs: PairMiner }
);

const entries = {
  all: {
    doc: 'Every triplet, or every pair.',
    paper: '',
    triplets: ({ labels }) => mineAllTriplets(labels),
    pairs: ({ labels }) => mineAllPairs(labels),
  },
  'batch-hard': {
    doc: 'The farthest positive and the nearest negative of each row.',
    paper: 'Hermans et al. 2017, section 2',
    triplets: ({ distances, labels }) => mineBatchHard(distances, labels),
  },
  'semi-hard': {
    doc: 'For each anchor and positive the nearest negative beyond the positive; if there is none, the farthest negative.',
    paper: 'Schroff et al. 2015, section 3.2',
    triplets: ({ distances, labels }) => mineSemiHard(distances, labels),
  },
  'distance-weighted': {
    doc: 'For each anchor and positive one negative, drawn so that all distances (0.5 to 1.4 on the unit sphere) are equally frequent.',
    paper: 'Wu et al. 2017, section 4',
    triplets: ({ cosineDistances, labels, D, random }) => mineDistanceWeighted(cosineDistances, labels, D, random),
  },
  'multi-similarity': {
    doc: 'Positives less similar than the nearest negative of their anchor, and negatives more similar than its farthest positive; `minerEpsilon` is the tolerance.',
    paper: 'Wang et al. 2019, section 4',
    pairs: ({ cosineDistances, labels, epsilon }) => mineMultiSimilarity(cosineDistances, labels, epsilon),
  },
} satisfies Readonly<Record<string, Miner>>;

export type MinerName = keyof typeof entries;

/**
 * Every miner by its name in the training configuration. To add one: write `miners/<name>.ts`, and add its entry above.
 * A miner selects, among the rows of a labelled batch, the triplets or pairs that a loss is computed from.
 */
export const miners: Readonly<Record<MinerName, Miner>> = entries;

export const minerNames = Object.keys(miners) as MinerName[];

/** Triplets for a triplet loss, by any miner. */
export function mineTriplets(name: MinerName, batch: MiningBatch): TripletIndices {
  const miner = miners[name];
  return miner.triplets ? miner.triplets(batch) : combineIntoTriplets(miner.pairs(batch), batch.labels.length);
}

/** Pairs for a pair loss, by any miner. */
export function minePairs(name: MinerName, batch: MiningBatch): MinedPairs {
  const miner = miners[name];
  return miner.pairs ? miner.pairs(batch) : splitIntoPairs(mineTriplets(name, batch), batch.labels.length);
}
