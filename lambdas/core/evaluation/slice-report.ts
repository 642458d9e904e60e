import { type JudgedRows, K, NO_PRODUCT, ROW_METRICS, type RowMetric } from './judge-rows.ts';
import type { JudgingPlan } from './judging-plan.ts';
import type { Slices } from './slices.ts';

/** Figures of a slice: the means of the row metrics over its queries, and two figures of the slice as a whole. */
export interface SliceMetrics extends Readonly<Record<RowMetric, number>> {
  readonly queries: number;
  /** Distinct products in the lists of ten, over the number of candidates; in [0, 1]. */
  readonly coverage: number;
  /**
   * Share of the triplets (query, relevant, random other candidate) with scores in the right order; equal scores count
   * half. In [0, 1], 0.5 by chance; absent when the rows have no triplets. It saturates, so it is no headline figure.
   */
  readonly tripletAccuracy?: number;
}

/** Figures by the name of the slice. */
export type JudgeReport = Readonly<Record<string, SliceMetrics>>;

/** Summarizes judged rows by slice. */
export function summarizeBySlice(plan: JudgingPlan, judged: JudgedRows, slices: Slices): JudgeReport {
  return Object.fromEntries([...slices].map(([name, rows]) => [name, summarizeSlice(plan, judged, rows)]));
}

function summarizeSlice(
  plan: JudgingPlan,
  { metrics, top, rightTriplets }: JudgedRows,
  rows: Int32Array,
): SliceMetrics {
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
