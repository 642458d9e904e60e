import type { Reals } from '../numerics/reals.ts';
import { type InfoNceGradients, infoNceLoss } from './info-nce.ts';

export interface NPairOptions {
  /** (C): a candidate with the label of a row's own positive is no negative of it. */
  readonly candidateLabels: Int32Array;
  /** Weight of the squared lengths, at least 0: a quarter of their mean over anchors and over candidates is added. */
  readonly normPenalty: number;
}

/**
 * Multi-class N-pair loss (Sohn 2016, section 3): the mean over anchors of log(1 + sum_j exp(a.c_j - a.c_i)), and a
 * penalty on the lengths of the rows, which the inner product would let grow without end.
 * anchor (B, D), candidate (C, D): candidate i is the positive of anchor i, those from B on are extra negatives. It is made for
 * rows that are not normalised. Gradients, when asked for, are assigned. An empty batch has loss 0.
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
    lengthPenalty(anchor, normPenalty / (4 * B), gradients?.dAnchor) +
    lengthPenalty(candidate, normPenalty / (4 * C), gradients?.dCandidate)
  );
}

/** scale * sum of squares, its gradient added to dx. */
function lengthPenalty(x: Reals, scale: number, dx?: Reals): number {
  let sum = 0;
  for (let i = 0; i < x.length; i++) {
    sum += x[i]! * x[i]!;
    if (dx) dx[i]! += 2 * scale * x[i]!;
  }
  return scale * sum;
}
