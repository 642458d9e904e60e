import { getOthers, groupByAnchor, type MinedPairs } from '../miners/mined.ts';
import type { Reals } from '../numerics/reals.ts';
import type { PairDistances } from './pair-distances.ts';
import { softmaxInPlace, softplus } from './scalar-losses.ts';

export interface CircleOptions {
  /**
   * The relaxation m, in (0, 1). Targets: positives at cosines above 1 - m, negatives below m (0.25 or 0.4 in the
   * paper).
   */
  readonly margin: number;
  /** The scale gamma, in (0, inf): 80 or 256 in the paper. */
  readonly scale: number;
}

/**
 * Computes the circle loss (Sun et al. 2020, section 3.2): the mean over anchors with positives and negatives of
 *   log(1 + sum_n exp(gamma w_n (s_n - m)) sum_p exp(-gamma w_p (s_p - 1 + m))),  w_n = max(0, s_n + m),  w_p = max(0, 1 + m - s_p)
 * over cosines s, so that a pair pulls harder the farther it is from its target. As in the paper, the weights w are
 * constants in the gradient. The gradient is therefore not the derivative of the value. `cosines` are distances by
 * cosine. dx (N, D), if given, is assigned. Without an anchor the loss is 0.
 */
export function circleLoss(
  cosines: PairDistances,
  pairs: MinedPairs,
  { margin, scale }: CircleOptions,
  dx?: Reals,
): number {
  const { N, values } = cosines;
  const [positives, negatives] = [groupByAnchor(pairs.positives, N), groupByAnchor(pairs.negatives, N)];
  const isAnchor = (i: number) => getOthers(positives, i).length > 0 && getOthers(negatives, i).length > 0;
  const anchors = Int32Array.from({ length: N }, (_, i) => i).filter(isAnchor);
  const slopes = new Float64Array(N * N);
  let loss = 0;
  for (const i of anchors) {
    const row = values.subarray(i * N, (i + 1) * N);
    const positive = pullPairs(row, getOthers(positives, i), -scale, 1 - margin, (s) => Math.max(0, 1 + margin - s));
    const negative = pullPairs(row, getOthers(negatives, i), scale, margin, (s) => Math.max(0, s + margin));
    const { value, slope } = softplus(positive.logSum + negative.logSum);
    loss += value / anchors.length;
    for (const { rows, pulls } of [positive, negative]) {
      rows.forEach((j, k) => {
        slopes[i * N + j]! -= (slope * pulls[k]!) / anchors.length;
      });
    }
  }
  if (dx) cosines.backward(slopes, dx);
  return loss;
}

/**
 * The positives or the negatives of an anchor: logsumexp of scale w (s - target), and its derivatives by the cosines.
 */
function pullPairs(
  distances: Float64Array,
  rows: Int32Array,
  scale: number,
  target: number,
  weightOf: (similarity: number) => number,
) {
  const weights = Float64Array.from(rows, (j) => weightOf(1 - distances[j]!));
  const shares = weights.map((weight, k) => scale * weight * (1 - distances[rows[k]!]! - target));
  const logSum = softmaxInPlace(shares, rows.length);
  return { rows, logSum, pulls: shares.map((share, k) => share * scale * weights[k]!) };
}
