import type { Reals } from '../numerics/reals.ts';
import { PairDistances } from './pair-distances.ts';
import { softmaxInPlace } from './scalar-losses.ts';

/**
 * Computes the supervised contrastive loss in the form L_out (Khosla et al. 2020, equation 2): the mean over rows with
 * positives of
 *   logsumexp_{k != i} s_ik - mean_{p in P(i)} s_ip,  s = cosine / temperature
 * x is (N, D), raw rows; labels (N); temperature in (0, inf), 0.1 in the paper. dx (N, D), if given, is assigned. Rows
 * without a positive are no anchors. Without an anchor the loss is 0.
 */
export function supervisedContrastiveLoss(
  x: Reals,
  labels: Int32Array,
  D: number,
  temperature: number,
  dx?: Reals,
): number {
  const N = labels.length;
  const distances = new PairDistances(x, N, D, 'cosine');
  const positives = labels.map((label) => labels.reduce((count, other) => count + (other === label ? 1 : 0), -1));
  const anchors = positives.filter((count) => count > 0).length;
  const slopes = new Float64Array(N * N);
  const shares = new Float64Array(N);
  let loss = 0;
  for (let i = 0; i < N; i++) {
    if (positives[i] === 0) continue;
    const own = 1 / positives[i]!;
    for (let k = 0; k < N; k++) {
      const logit = k === i ? -Infinity : (1 - distances.values[i * N + k]!) / temperature;
      shares[k] = logit;
      if (k !== i && labels[k] === labels[i]) loss -= (own * logit) / anchors;
    }
    loss += softmaxInPlace(shares, N) / anchors;
    for (let k = 0; k < N; k++) {
      const wanted = k !== i && labels[k] === labels[i] ? own : 0;
      slopes[i * N + k] = (wanted - shares[k]!) / (temperature * anchors);
    }
  }
  if (dx) distances.backward(slopes, dx);
  return loss;
}
