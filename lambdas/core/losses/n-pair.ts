import type { Reals } from '../numerics/reals.ts';
import { type InfoNceGradients, infoNceLoss } from './info-nce.ts';

export interface NPairOptions {
  /** (C): a candidate with the label of a row's own positive is not a negative of that row. */
  readonly candidateLabels: Int32Array;
  /** Weight of the squared lengths, at least 0. A quarter of their mean over anchors, and over candidates, is added. */
  readonly normPenalty: number;
}

/**
 * Computes the multi-class N-pair loss (Sohn 2016, section 3): the mean over anchors of
 *   log(1 + sum_j exp(a.c_j - a.c_i))
 * plus a penalty on the lengths of the rows, which would grow without bounds under the inner product.
 * anchor (B, D), candidate (C, D): candidate i is the positive of anchor i, and those from B on are extra negatives.
 * The loss is meant for rows that are not normalised. Gradients, if given, are assigned. An empty batch has loss 0.
 */
export function nPairLoss(
  anchor: Reals,
  candidate: Reals,
  B: number,
  C: number,
  D: number,
  { candidateLabels, normPenalty }: NPairOptions,
  gradients?: InfoNceGradients,
): number {
  if (B === 0) {
    gradients?.dCandidate.fill(0);
    return 0;
  }
  const options = { temperature: 1, candidateIds: candidateLabels };
  const loss = infoNceLoss(anchor, candidate, B, C, D, options, gradients);
  return (
    loss +
    addLengthPenalty(anchor, normPenalty / (4 * B), gradients?.dAnchor) +
    addLengthPenalty(candidate, normPenalty / (4 * C), gradients?.dCandidate)
  );
}

/** Returns scale * sum of squares, and adds its gradient to dx. */
function addLengthPenalty(x: Reals, scale: number, dx?: Reals): number {
  let sum = 0;
  for (let i = 0; i < x.length; i++) {
    sum += x[i]! * x[i]!;
    if (dx) dx[i]! += 2 * scale * x[i]!;
  }
  return scale * sum;
}
