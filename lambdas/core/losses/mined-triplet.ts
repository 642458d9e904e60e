import type { TripletIndices } from '../miners/mined.ts';
import type { Reals } from '../numerics/reals.ts';
import { lossOfGap, type Margin } from './margin.ts';
import type { PairDistances } from './pair-distances.ts';

export interface MinedTripletOptions {
  readonly margin: Margin;
  /** Mean over all the triplets, or over those that have a loss: where most are learnt, the rest would count for nothing. */
  readonly average: 'all' | 'active';
}

/** Losses up to here count as none. */
export const SMALLEST_LOSS = 1e-16;

/** The loss and how many triplets have one. */
export interface TripletsLoss {
  readonly loss: number;
  readonly active: number;
}

/**
 * Triplet loss of triplets that a miner chose among the N rows of a batch (Schroff et al. 2015, section 3.1; soft margin:
 * Hermans et al. 2017, section 2): the mean of max(0, D(a, p) - D(a, n) + margin), or of log(1 + exp(D(a, p) - D(a, n))).
 * dx (N, D), when asked for, is assigned. Without a triplet the loss is 0.
 */
export function minedTripletLoss(
  distances: PairDistances,
  { anchors, positives, negatives }: TripletIndices,
  { margin, average }: MinedTripletOptions,
  dx?: Reals,
): TripletsLoss {
  const { N, values } = distances;
  const slopes = new Float64Array(N * N);
  let sum = 0;
  let active = 0;
  for (let t = 0; t < anchors.length; t++) {
    const [toPositive, toNegative] = [anchors[t]! * N + positives[t]!, anchors[t]! * N + negatives[t]!];
    const { value, slope } = lossOfGap(values[toPositive]! - values[toNegative]!, margin);
    sum += value;
    if (value > SMALLEST_LOSS) active += 1;
    slopes[toPositive]! += slope;
    slopes[toNegative]! -= slope;
  }
  return averaged(distances, slopes, sum, active, average === 'all' ? anchors.length : active, dx);
}

/** The mean of a sum of losses over `count` triplets (0 of none), and the rows' gradient of it. */
export function averaged(
  distances: PairDistances,
  slopes: Float64Array,
  sum: number,
  active: number,
  count: number,
  dx?: Reals,
): TripletsLoss {
  const share = 1 / Math.max(count, 1);
  if (dx) {
    for (let i = 0; i < slopes.length; i++) slopes[i]! *= share;
    distances.backward(slopes, dx);
  }
  return { loss: sum * share, active };
}
