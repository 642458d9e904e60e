import type { WatchedSample } from './watched-sample.ts';

/**
 * The share of the multiplications of training that checks may cost: half of what is promised, because steps get
 * faster.
 */
const COST_SHARE = 0.01;
/** More frequent checks would measure the same twice. */
const MIN_INTERVAL = 8;

/**
 * The steps between two checks, so that checks cost a hundredth of the steps. @param B Anchors of a step. @param C
 * Candidates.
 */
export function computeCheckInterval(sample: WatchedSample, B: number, C: number, D: number): number {
  const N = sample.rows.length;
  const { bags, dense } = sample.inputs;
  const encodeCost = ((bags.tokens.length + dense.length) / N) * D;
  const rank = Math.min(N, D);
  // The encoder, the distances of all pairs, and twice a Gram matrix and its eigenvalues.
  const checkCost = N * encodeCost + N * N * D + 2 * (N * D * rank + (4 / 3) * rank ** 3);
  // Anchors and candidates, forward and backward, and three products of matrices.
  const stepCost = 3 * (B + C) * encodeCost + 3 * B * C * D;
  return Math.max(MIN_INTERVAL, Math.ceil(checkCost / (COST_SHARE * stepCost)));
}
