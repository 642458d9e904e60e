import { type JudgedRows, judgeRows, K, NO_PRODUCT, ROW_METRICS, type RowMetric } from './judge-rows.ts';
import { type JudgeInput, type JudgingPlan, planJudging } from './judging-plan.ts';
import type { Scorer } from './scorer.ts';
import { groupByOwnSlice, type Slices } from './slices.ts';

/** Figures of a slice: the means over its queries, and two that are of the slice as a whole. */
export interface SliceMetrics extends Readonly<Record<RowMetric, number>> {
  readonly queries: number;
  /** Different products in the lists of ten, over all candidates; in [0, 1]. */
  readonly coverage: number;
  /**
   * Share of the triplets (query, relevant, random other candidate) whose scores are in the right order; equal ones count
   * half. In [0, 1], 0.5 by chance; absent where the rows have none. It saturates: no headline.
   */
  readonly tripletAccuracy?: number;
}

/** Figures by the name of the slice. */
export type JudgeReport = Readonly<Record<string, SliceMetrics>>;

/**
 * Ranks the whole catalog for every judging row, the query and the masked products left out, and reports the metrics by the
 * rows' own slices. Rows whose query, or all of whose relevant products, are unknown are left out.
 */
export function judge(input: JudgeInput, scorer: Scorer): JudgeReport {
  const plan = planJudging(input);
  return summarizeBySlice(plan, judgeRows(plan, scorer), groupByOwnSlice(plan));
}

/** Sums up judged rows by slice. */
export function summarizeBySlice(plan: JudgingPlan, judged: JudgedRows, slices: Slices): JudgeReport {
  return Object.fromEntries([...slices].map(([name, rows]) => [name, sliceMetrics(plan, judged, rows)]));
}

function sliceMetrics(plan: JudgingPlan, { metrics, top, rightTriplets }: JudgedRows, rows: Int32Array): SliceMetrics {
  const sumOf = (values: Float64Array) => rows.reduce((sum, row) => sum + values[row]!, 0);
  const means = ROW_METRICS.map((name) => [name, sumOf(metrics[name]) / rows.length]);
  const shown = new Set<number>();
  for (const row of rows) for (let i = row * K; i < (row + 1) * K; i++) shown.add(top[i]!);
  shown.delete(NO_PRODUCT);
  const triplets = rows.reduce((sum, row) => sum + plan.rows[row]!.triplets.length / 2, 0);
  return {
    queries: rows.length,
    ...(Object.fromEntries(means) as Record<RowMetric, number>),
    coverage: plan.candidates > 0 ? shown.size / plan.candidates : 0,
    ...(triplets > 0 && { tripletAccuracy: sumOf(rightTriplets) / triplets }),
  };
}
