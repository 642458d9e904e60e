import type { JudgedRows, RowMetric } from './judge-rows.ts';
import type { JudgingPlan } from './judging-plan.ts';
import { bootstrapIntervals, type Interval } from './paired-bootstrap.ts';
import { type JudgeReport, summarizeBySlice } from './slice-report.ts';
import type { Slices } from './slices.ts';

/** The metrics whose differences get an interval. Recall is capped recall. */
const COMPARED_METRICS = ['recall@10', 'ndcg@10'] as const satisfies readonly RowMetric[];
type ComparedMetric = (typeof COMPARED_METRICS)[number];

/** 95 % intervals of model minus opponent, paired by query: by opponent, slice and metric. */
export type Intervals = Readonly<Record<string, Readonly<Record<string, Readonly<Record<ComparedMetric, Interval>>>>>>;

/** The figures of each system on the same rows and slices. */
export interface Comparison {
  readonly metrics: JudgeReport;
  /** By opponent. */
  readonly opponents: Readonly<Record<string, JudgeReport>>;
  readonly intervals: Intervals;
}

/** Compares a model with its opponents by slice. All are judged on the rows of the same plan. */
export function compareSystems(
  plan: JudgingPlan,
  model: JudgedRows,
  opponents: Readonly<Record<string, JudgedRows>>,
  slices: Slices,
): Comparison {
  const others = Object.entries(opponents);
  const differences = others.flatMap(([, other]) =>
    COMPARED_METRICS.map((name) => model.metrics[name].map((value, row) => value - other.metrics[name][row]!)),
  );
  const found = bootstrapIntervals(differences, [...slices.values()]);
  const ofSlice = (opponent: number, slice: number) =>
    Object.fromEntries(
      COMPARED_METRICS.map((name, m) => [name, found[slice]![opponent * COMPARED_METRICS.length + m]!]),
    );
  const intervals = others.map(([name], o) => [
    name,
    Object.fromEntries([...slices.keys()].map((slice, s) => [slice, ofSlice(o, s)])),
  ]);
  return {
    metrics: summarizeBySlice(plan, model, slices),
    opponents: Object.fromEntries(others.map(([name, judged]) => [name, summarizeBySlice(plan, judged, slices)])),
    intervals: Object.fromEntries(intervals) as Intervals,
  };
}
