import { mineSemiHard } from '../miners/semi-hard.ts';
import type { Reals } from '../numerics/reals.ts';
import { minedTripletLoss, type TripletsLoss } from './mined-triplet.ts';
import { PairDistances } from './pair-distances.ts';
import type { TripletOptions } from './triplet.ts';

/**
 * Computes the triplet loss of every anchor and positive with the nearest negative that is farther than the positive;
 * if no negative is farther, with the farthest negative. The loss is the mean over all such pairs (Schroff et al. 2015,
 * section 3.2). x is (N, D), labels (N). dx (N, D), if given, is assigned.
 */
export function semiHardLoss(
  x: Reals,
  labels: Int32Array,
  D: number,
  { distance, margin }: TripletOptions,
  dx?: Reals,
): TripletsLoss {
  const distances = new PairDistances(x, labels.length, D, distance);
  return minedTripletLoss(distances, mineSemiHard(distances.values, labels), { margin, average: 'all' }, dx);
}
