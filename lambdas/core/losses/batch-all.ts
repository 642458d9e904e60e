import type { Reals } from '../numerics/reals.ts';
import { lossOfGap } from './margin.ts';
import { averaged, SMALLEST_LOSS, type TripletsLoss } from './mined-triplet.ts';
import { PairDistances } from './pair-distances.ts';
import type { TripletOptions } from './triplet.ts';

/**
 * Triplet loss of every triplet in a labelled batch, the mean over those with a loss above 1e-16 (Hermans et al. 2017,
 * section 2). The same as `minedTripletLoss` of all triplets averaged over the active ones, without ever listing them.
 * x is (N, D), labels (N). dx (N, D), when asked for, is assigned. One label alone, or none twice: loss 0.
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
        const { value, slope } = lossOfGap(values[a * N + p]! - values[a * N + n]!, margin);
        sum += value;
        if (value > SMALLEST_LOSS) active += 1;
        slopes[a * N + p]! += slope;
        slopes[a * N + n]! -= slope;
      }
    }
  }
  return averaged(distances, slopes, sum, active, active, dx);
}
