import type { WatchedSample } from './watched-sample.ts';

/** What looking may cost of training, by the count of multiplications: half of what is promised, as steps get faster. */
const COST_SHARE = 0.01;
/** Looks closer together than this tell the same twice. */
const SHORTEST_INTERVAL = 8;

/** Steps between two looks, so that they cost a hundredth of the steps. @param B Anchors of a step. @param C Candidates. */
export function computeCheckInterval(sample: WatchedSample, B: number, C: number, D: number): number {
  const N = sample.rows.length;
  const { bags, dense } = sample.inputs;
  const encode = ((bags.tokens.length + dense.length) / N) * D;
  const rank = Math.min(N, D);
  // The encoder, distances of all pairs, and twice a Gram matrix and its eigenvalues.
  const look = N * encode + N * N * D + 2 * (N * D * rank + (4 / 3) * rank ** 3);
  // Anchors and candidates, forward and backward, and three products of matrices.
  const step = 3 * (B + C) * encode + 3 * B * C * D;
  return Math.max(SHORTEST_INTERVAL, Math.ceil(look / (COST_SHARE * step)));
}
