import { mineBatchHard } from '../miners/batch-hard.ts';
import type { Reals } from '../numerics/reals.ts';
import { minedTripletLoss, type TripletsLoss } from './mined-triplet.ts';
import { PairDistances } from './pair-distances.ts';
import type { TripletOptions } from './triplet.ts';

/**
 * Computes the triplet loss of every row with its farthest positive and its nearest negative: the mean over the rows
 * that have both (Hermans et al. 2017, section 2). x is (N, D), labels (N). dx (N, D), if given, is assigned.
 */
export function batchHardLoss(
  x: Reals,
  labels: Int32Array,
  D: number,
  { distance, margin }: TripletOptions,
  dx?: Reals,
): TripletsLoss {
  const distances = new PairDistances(x, labels.length, D, distance);
  return minedTripletLoss(distances, mineBatchHard(distances.values, labels), { margin, average: 'all' }, dx);
}
