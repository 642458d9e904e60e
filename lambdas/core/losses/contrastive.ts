import type { MinedPairs, PairIndices } from '../miners/mined.ts';
import type { Reals } from '../numerics/reals.ts';
import type { PairDistances } from './pair-distances.ts';
import { hinge, type ValueAndSlope } from './scalar-losses.ts';

export interface ContrastiveOptions {
  /** Rows of different labels farther apart than this have no loss; at least 0. */
  readonly margin: number;
  /**
   * `pairs`: the mean over all pairs, as in the paper. `kinds`: the mean over the positive pairs, plus the mean over
   * the negative pairs within the margin. Then the many negative pairs of a batch do not outweigh the few positive
   * ones.
   */
  readonly average: 'pairs' | 'kinds';
}

/**
 * Computes the contrastive loss of pairs (Hadsell, Chopra and LeCun 2006, equation 4): half the mean of D^2 for
 * positive pairs and of max(0, margin - D)^2 for negative pairs. dx (N, D), if given, is assigned. Without a pair the
 * loss is 0.
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
  const negativeCount = average === 'kinds' ? countWithin(distances, negatives, margin) : total;
  const positiveCount = average === 'kinds' ? positives.anchors.length : total;
  const loss =
    addHalfMean(distances, positives, pull, positiveCount, slopes) +
    addHalfMean(distances, negatives, push, negativeCount, slopes);
  if (dx) distances.backward(slopes, dx);
  return loss;
}

/** Returns half the sum over pairs, divided by `count`, and adds its slopes. */
function addHalfMean(
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
