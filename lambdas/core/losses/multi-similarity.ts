import { getOthers, groupByAnchor, type MinedPairs, type PairIndices } from '../miners/mined.ts';
import type { Reals } from '../numerics/reals.ts';
import type { PairDistances } from './pair-distances.ts';
import { softmaxInPlace, softplus } from './scalar-losses.ts';

export interface MultiSimilarityOptions {
  /** alpha, in (0, inf): how sharply dissimilar positives are pulled (2 in the paper). */
  readonly alpha: number;
  /** beta, in (0, inf): how sharply similar negatives are pushed (50 in the paper). */
  readonly beta: number;
  /** lambda: the cosine that separates positives from negatives (1 in the paper, 0.5 in its code). */
  readonly base: number;
}

/**
 * Computes the multi-similarity loss (Wang et al. 2019, section 4): the mean over the N rows of
 *   log(1 + sum_p exp(-alpha (s_p - lambda))) / alpha + log(1 + sum_n exp(beta (s_n - lambda))) / beta
 * over cosines s of the given pairs. `cosines` are distances by cosine. dx (N, D), if given, is assigned. Without a
 * pair the loss is 0.
 */
export function multiSimilarityLoss(
  cosines: PairDistances,
  { positives, negatives }: MinedPairs,
  { alpha, beta, base }: MultiSimilarityOptions,
  dx?: Reals,
): number {
  const slopes = new Float64Array(cosines.N ** 2);
  const loss = addKind(cosines, positives, -alpha, base, slopes) + addKind(cosines, negatives, beta, base, slopes);
  if (dx) cosines.backward(slopes, dx);
  return loss;
}

/**
 * Returns the mean over rows of log(1 + sum exp(sharpness (s - base))) / |sharpness|, and adds its slopes by the
 * distances 1 - s.
 */
function addKind(
  { N, values }: PairDistances,
  pairs: PairIndices,
  sharpness: number,
  base: number,
  slopes: Float64Array,
): number {
  const gathered = groupByAnchor(pairs, N);
  let loss = 0;
  for (let i = 0; i < N; i++) {
    const rows = getOthers(gathered, i);
    const shares = Float64Array.from(rows, (j) => sharpness * (1 - values[i * N + j]! - base));
    const { value, slope } = softplus(softmaxInPlace(shares, rows.length));
    loss += value / (Math.abs(sharpness) * N);
    rows.forEach((j, k) => {
      slopes[i * N + j]! -= (slope * shares[k]! * Math.sign(sharpness)) / N;
    });
  }
  return loss;
}
