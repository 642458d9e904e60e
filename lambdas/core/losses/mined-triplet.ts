import type { TripletIndices } from '../miners/mined.ts';
import type { Reals } from '../numerics/reals.ts';
import type { PairDistances } from './pair-distances.ts';
import { gapLoss, type Margin } from './scalar-losses.ts';

export interface MinedTripletOptions {
  readonly margin: Margin;
  /**
   * The mean over all triplets, or over those with a loss. With many learned triplets, the mean over all is close to 0.
   */
  readonly average: 'all' | 'active';
}

/** Triplets with a loss up to this are not active. */
export const MIN_ACTIVE_LOSS = 1e-16;

export interface TripletsLoss {
  readonly loss: number;
  /** Triplets that have a loss. */
  readonly active: number;
}

/**
 * Computes the triplet loss of triplets that a miner selected among the N rows of a batch (Schroff et al. 2015, section
 * 3.1; soft margin: Hermans et al. 2017, section 2): the mean of max(0, D(a, p) - D(a, n) + margin), or of log(1 +
 * exp(D(a, p) - D(a, n))). dx (N, D), if given, is assigned. Without a triplet the loss is 0.
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
    const { value, slope } = gapLoss(values[toPositive]! - values[toNegative]!, margin);
    sum += value;
    if (value > MIN_ACTIVE_LOSS) active += 1;
    slopes[toPositive]! += slope;
    slopes[toNegative]! -= slope;
  }
  return averageOverTriplets(distances, slopes, sum, active, average === 'all' ? anchors.length : active, dx);
}

/** Divides a sum of losses by `count` triplets (0 for no triplets), and assigns the gradient of the rows. */
export function averageOverTriplets(
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
