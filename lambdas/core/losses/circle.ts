import { byAnchor, type MinedPairs, rowsHeldAgainst } from '../miners/mined.ts';
import type { Reals } from '../numerics/reals.ts';
import { softplus } from './margin.ts';
import type { PairDistances } from './pair-distances.ts';
import { softmaxInPlace } from './softmax.ts';

export interface CircleOptions {
  /** The relaxation m, in (0, 1): positives are wanted at cosines above 1 - m, negatives below m (0.25 or 0.4 in the paper). */
  readonly margin: number;
  /** The scale gamma, in (0, inf): 80 or 256 in the paper. */
  readonly scale: number;
}

/**
 * Circle loss (Sun et al. 2020, section 3.2): the mean over anchors with positives and negatives of
 *   log(1 + sum_n exp(gamma w_n (s_n - m)) sum_p exp(-gamma w_p (s_p - 1 + m))),  w_n = max(0, s_n + m),  w_p = max(0, 1 + m - s_p)
 * over cosines s: what is farther from its aim pulls harder. As in the paper, the weights w are held fixed in the gradient, which
 * is therefore not the derivative of the value. `cosines` are distances by cosine. dx (N, D), when asked for, is assigned.
 * Without an anchor the loss is 0.
 */
export function circleLoss(
  cosines: PairDistances,
  pairs: MinedPairs,
  { margin, scale }: CircleOptions,
  dx?: Reals,
): number {
  const { N, values } = cosines;
  const [positives, negatives] = [byAnchor(pairs.positives, N), byAnchor(pairs.negatives, N)];
  const isAnchor = (i: number) => rowsHeldAgainst(positives, i).length > 0 && rowsHeldAgainst(negatives, i).length > 0;
  const anchors = Int32Array.from({ length: N }, (_, i) => i).filter(isAnchor);
  const slopes = new Float64Array(N * N);
  let loss = 0;
  for (const i of anchors) {
    const row = values.subarray(i * N, (i + 1) * N);
    const alike = sideOf(row, rowsHeldAgainst(positives, i), -scale, 1 - margin, (s) => Math.max(0, 1 + margin - s));
    const unlike = sideOf(row, rowsHeldAgainst(negatives, i), scale, margin, (s) => Math.max(0, s + margin));
    const { value, slope } = softplus(alike.logSum + unlike.logSum);
    loss += value / anchors.length;
    for (const { rows, pulls } of [alike, unlike]) {
      rows.forEach((j, k) => {
        slopes[i * N + j]! -= (slope * pulls[k]!) / anchors.length;
      });
    }
  }
  if (dx) cosines.backward(slopes, dx);
  return loss;
}

/** One kind of the pairs of an anchor: logsumexp of scale w (s - aim), and its derivatives by the cosines. */
function sideOf(
  distances: Float64Array,
  rows: Int32Array,
  scale: number,
  aim: number,
  weightOf: (similarity: number) => number,
) {
  const weights = Float64Array.from(rows, (j) => weightOf(1 - distances[j]!));
  const shares = weights.map((weight, k) => scale * weight * (1 - distances[rows[k]!]! - aim));
  const logSum = softmaxInPlace(shares, rows.length);
  return { rows, logSum, pulls: shares.map((share, k) => share * scale * weights[k]!) };
}
