import { type BaselineName, buildBaselineScorers } from '../evaluation/baselines.ts';
import { buildCosineScorer } from '../evaluation/cosine-scorer.ts';
import type { CatalogVectors, JudgingData } from '../evaluation/judge-model.ts';
import { type JudgedRows, judgeRows } from '../evaluation/judge-rows.ts';
import { type LeftOut, planJudging } from '../evaluation/judging-plan.ts';
import { groupByOwnSlice } from '../evaluation/slices.ts';
import { bootstrapRatios, type RatioInterval } from './ratio-intervals.ts';

/** The figures whose ratios are taken. Recall is capped recall. */
export const QUALITY_METRICS = ['recall@10', 'ndcg@10'] as const;
export type QualityMetric = (typeof QUALITY_METRICS)[number];

/** A model beside the baseline that is best by one figure on one slice. Plain JSON. */
interface AgainstBest {
  readonly kindred: number;
  /** The name of the best baseline. */
  readonly best: BaselineName;
  readonly baseline: number;
  /** Null if the best baseline has 0. */
  readonly ratio: RatioInterval | null;
}

/** How a model ranks on one slice. Plain JSON. */
interface SliceQuality {
  readonly queries: number;
  readonly against: Readonly<Record<QualityMetric, AgainstBest>>;
  readonly baselines: Readonly<Record<BaselineName, Readonly<Record<QualityMetric, number>>>>;
}

/** How a model ranks on the judging data of one set. Plain JSON. */
export interface SetQuality {
  /** By the slices that the rows name; none if no row can be judged. */
  readonly slices: Readonly<Record<string, SliceQuality>>;
  readonly leftOut: LeftOut;
}

/** Ranks a catalog by a model and by the baselines, and divides the figures of the model by those of the best. */
export function measureSetQuality(
  { vectors, D }: CatalogVectors,
  { catalog, training, rows, candidateIdPrefix = '' }: JudgingData,
): SetQuality {
  const plan = planJudging({ ids: catalog.map((product) => product.id), rows, candidateIdPrefix });
  const model = judgeRows(plan, buildCosineScorer(vectors, D));
  const scorers = Object.entries(buildBaselineScorers(catalog, training));
  const baselines = scorers.map(([name, scorer]): Baseline => [name as BaselineName, judgeRows(plan, scorer)]);
  const slices = [...groupByOwnSlice(plan)].map(([name, of]) => [name, measureSlice(model, baselines, of)]);
  return { slices: Object.fromEntries(slices), leftOut: plan.leftOut };
}

type Baseline = readonly [name: BaselineName, judged: JudgedRows];

function measureSlice(model: JudgedRows, baselines: readonly Baseline[], rows: Int32Array): SliceQuality {
  const meanOf = (judged: JudgedRows, metric: QualityMetric) =>
    rows.reduce((sum, row) => sum + judged.metrics[metric][row]!, 0) / rows.length;
  const best = QUALITY_METRICS.map((metric) =>
    baselines.reduce((one, other) => (meanOf(other[1], metric) > meanOf(one[1], metric) ? other : one)),
  );
  const ratios = bootstrapRatios(
    model.metrics[QUALITY_METRICS[0]].length,
    QUALITY_METRICS.map((metric, m) => ({ own: model.metrics[metric], other: best[m]![1].metrics[metric], rows })),
  );
  const against = QUALITY_METRICS.map((metric, m): [QualityMetric, AgainstBest] => {
    const [name, judged] = best[m]!;
    const figures = { kindred: meanOf(model, metric), best: name, baseline: meanOf(judged, metric) };
    return [metric, { ...figures, ratio: ratios[m]! }];
  });
  const figuresOf = (judged: JudgedRows) =>
    Object.fromEntries(QUALITY_METRICS.map((name) => [name, meanOf(judged, name)]));
  return {
    queries: rows.length,
    against: Object.fromEntries(against) as SliceQuality['against'],
    baselines: Object.fromEntries(
      baselines.map(([name, judged]) => [name, figuresOf(judged)]),
    ) as SliceQuality['baselines'],
  };
}
