import type { JudgingPlan } from './judging-plan.ts';
import {
  averagePrecisionAtK,
  cappedRecallAtK,
  hitAtK,
  ndcgAtK,
  precisionAtK,
  reciprocalRankAtK,
} from './ranking-metrics.ts';
import type { Scorer } from './scorers/scorer.ts';
import { selectTopK } from './top-k.ts';

/**
 * The metrics of a row, each in [0, 1]; a slice has their means. `recall@10` is capped recall: it divides the hits by
 * min(10, relevant), not by all relevant products.
 */
export const ROW_METRICS = ['recall@10', 'ndcg@10', 'mrr@10', 'hit@10', 'hit@1', 'precision@10', 'map@10'] as const;
export type RowMetric = (typeof ROW_METRICS)[number];

/** The length of the lists that are judged. */
export const K = 10;
/** Fills lists that are shorter than K. */
export const NO_PRODUCT = -1;

/** The results of a scorer on the R rows of a plan. */
export interface JudgedRows {
  /** (R) each. */
  readonly metrics: Readonly<Record<RowMetric, Float64Array>>;
  /** (R, K): the products at the first K ranks, padded with NO_PRODUCT. */
  readonly top: Int32Array;
  /** (R): number of triplets in the right order; equal scores count half. */
  readonly rightTriplets: Float64Array;
}

/**
 * Ranks the candidates for every row of the plan and computes the metrics. Each query is scored once.
 * @param onRow Called after each row
 */
export function judgeRows(
  { inPlay, ties, rows }: JudgingPlan,
  scorer: Scorer,
  onRow: () => void = () => {},
): JudgedRows {
  const R = rows.length;
  const metrics = Object.fromEntries(ROW_METRICS.map((name) => [name, new Float64Array(R)])) as JudgedRows['metrics'];
  const top = new Int32Array(R * K).fill(NO_PRODUCT);
  const rightTriplets = new Float64Array(R);
  let scores = new Float64Array(0);
  rows.forEach(({ query, relevant, masked, triplets }, r) => {
    if (rows[r - 1]?.query !== query) scores = scorer(query) as Float64Array<ArrayBuffer>;
    const ranked = selectTopK(scores, K, inPlay, masked, ties);
    top.set(ranked, r * K);
    const hits = ranked.map((product) => relevant.has(product));
    for (const name of ROW_METRICS) metrics[name][r] = METRIC_OF[name](hits, relevant.size);
    rightTriplets[r] = countRightTriplets(triplets, scores);
    onRow();
  });
  return { metrics, top, rightTriplets };
}

const METRIC_OF: Record<RowMetric, (hits: readonly boolean[], relevant: number) => number> = {
  'recall@10': (hits, relevant) => cappedRecallAtK(hits, relevant, K),
  'ndcg@10': (hits, relevant) => ndcgAtK(hits, relevant, K),
  'mrr@10': (hits) => reciprocalRankAtK(hits, K),
  'hit@10': (hits) => hitAtK(hits, K),
  'hit@1': (hits) => hitAtK(hits, 1),
  'precision@10': (hits) => precisionAtK(hits, K),
  'map@10': (hits, relevant) => averagePrecisionAtK(hits, relevant, K),
};

/** A score of NaN is never in the right order. */
function countRightTriplets(triplets: Int32Array, scores: Float64Array): number {
  let right = 0;
  for (let i = 0; i < triplets.length; i += 2) {
    const [positive, negative] = [scores[triplets[i]!]!, scores[triplets[i + 1]!]!];
    if (positive > negative) right += 1;
    else if (positive === negative) right += 0.5;
  }
  return right;
}
