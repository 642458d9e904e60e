import type { Reals } from '../numerics/reals.ts';
import { averageOverTriplets, MIN_ACTIVE_LOSS, type TripletsLoss } from './mined-triplet.ts';
import { PairDistances } from './pair-distances.ts';
import { gapLoss } from './scalar-losses.ts';
import type { TripletOptions } from './triplet.ts';

/**
 * Computes the triplet loss of every triplet in a labelled batch: the mean over those with a loss above 1e-16 (Hermans
 * et al. 2017, section 2). Equals `minedTripletLoss` of all triplets averaged over the active ones, but never lists the
 * triplets. x is (N, D), labels (N). dx (N, D), if given, is assigned. With only one label, or with no label twice, the
 * loss is 0.
 */
export function batchAllLoss(
  x: Reals,
  labels: Int32Array,
  D: number,
  { distance, margin }: TripletOptions,
  dx?: Reals,
): TripletsLoss {
  const N = labels.length;
  const distances = new PairDistances(x, N, D, distance);
  const { values } = distances;
  const slopes = new Float64Array(N * N);
  let sum = 0;
  let active = 0;
  for (let a = 0; a < N; a++) {
    for (let p = 0; p < N; p++) {
      if (p === a || labels[p] !== labels[a]) continue;
      for (let n = 0; n < N; n++) {
        if (labels[n] === labels[a]) continue;
        const { value, slope } = gapLoss(values[a * N + p]! - values[a * N + n]!, margin);
        sum += value;
        if (value > MIN_ACTIVE_LOSS) active += 1;
        slopes[a * N + p]! += slope;
        slopes[a * N + n]! -= slope;
      }
    }
  }
  return averageOverTriplets(distances, slopes, sum, active, active, dx);
}
