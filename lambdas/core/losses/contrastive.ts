import type { MinedPairs, PairIndices } from '../miners/mined.ts';
import type { Reals } from '../numerics/reals.ts';
import { hinge, type ValueAndSlope } from './margin.ts';
import type { PairDistances } from './pair-distances.ts';

export interface ContrastiveOptions {
  /** How far apart rows of two labels are wanted, at least 0. */
  readonly margin: number;
  /**
   * `pairs`: the mean over all the pairs, as in the paper. `kinds`: the mean over the alike ones plus that over the unlike ones
   * within the margin, so that the many unlike pairs of a batch do not drown the few alike ones.
   */
  readonly average: 'pairs' | 'kinds';
}

/**
 * Contrastive loss of pairs (Hadsell, Chopra and LeCun 2006, equation 4): half the mean of D^2 for rows of one label and of
 * max(0, margin - D)^2 for rows of two. dx (N, D), when asked for, is assigned. Without a pair the loss is 0.
 */
export function contrastiveLoss(
  distances: PairDistances,
  { positives, negatives }: MinedPairs,
  { margin, average }: ContrastiveOptions,
  dx?: Reals,
): number {
  const slopes = new Float64Array(distances.N ** 2);
  const pull = (distance: number): ValueAndSlope => ({ value: distance * distance, slope: 2 * distance });
  const push = (distance: number): ValueAndSlope => {
    const { value, slope } = hinge(margin - distance);
    return { value: value * value, slope: -2 * value * slope };
  };
  const total = positives.anchors.length + negatives.anchors.length;
  const within = average === 'kinds' ? countWithin(distances, negatives, margin) : total;
  const alike = average === 'kinds' ? positives.anchors.length : total;
  const loss =
    addHalves(distances, positives, pull, alike, slopes) + addHalves(distances, negatives, push, within, slopes);
  if (dx) distances.backward(slopes, dx);
  return loss;
}

/** Half the sum over pairs, divided by `count`, and its slopes. */
function addHalves(
  { N, values }: PairDistances,
  { anchors, others }: PairIndices,
  of: (distance: number) => ValueAndSlope,
  count: number,
  slopes: Float64Array,
): number {
  const share = 0.5 / Math.max(count, 1);
  let loss = 0;
  for (let t = 0; t < anchors.length; t++) {
    const at = anchors[t]! * N + others[t]!;
    const { value, slope } = of(values[at]!);
    loss += value * share;
    slopes[at]! += slope * share;
  }
  return loss;
}

function countWithin({ N, values }: PairDistances, { anchors, others }: PairIndices, margin: number): number {
  return anchors.reduce((count, anchor, t) => count + (values[anchor * N + others[t]!]! < margin ? 1 : 0), 0);
}
