import { type BaselineName, buildBaselineScorers } from '../evaluation/baselines.ts';
import { type CatalogVectors, countRankings, type JudgingData } from '../evaluation/judge-model.ts';
import { type JudgedRows, judgeRows } from '../evaluation/judge-rows.ts';
import { type LeftOut, planJudging } from '../evaluation/judging-plan.ts';
import { buildCosineScorer } from '../evaluation/scorers/cosine-scorer.ts';
import { groupByOwnSlice } from '../evaluation/slices.ts';
import { buildTunedBaselines } from '../evaluation/tuned-baselines.ts';
import { TUNED_BASELINES, type TunedBaselineName, type TunedReport } from '../evaluation/tuned-report.ts';
import { bootstrapRatios, type RatioInterval } from './ratio-intervals.ts';

/** The figures whose ratios are taken. Recall is capped recall. */
export const QUALITY_METRICS = ['recall@10', 'ndcg@10'] as const;
export type QualityMetric = (typeof QUALITY_METRICS)[number];

/** Whom a model is compared with: the best of the baselines that know nothing of the shop, or of the tuned ones. */
export const OPPONENT_KINDS = ['trivial', 'tuned'] as const;
export type OpponentKind = (typeof OPPONENT_KINDS)[number];

type AnyBaseline = BaselineName | TunedBaselineName;

/** A model beside the baseline that is best by one figure on one slice. Plain JSON. */
interface AgainstBest {
  readonly kindred: number;
  /** The name of the best baseline. */
  readonly best: AnyBaseline;
  readonly baseline: number;
  /** Null if the best baseline has 0. */
  readonly ratio: RatioInterval | null;
}

type ByMetric<Of> = Readonly<Record<QualityMetric, Of>>;

/** How a model ranks on one slice. Plain JSON. */
interface SliceQuality {
  readonly queries: number;
  /** By the kind of baseline; `tuned` is absent if none could be built. */
  readonly against: Readonly<Partial<Record<OpponentKind, ByMetric<AgainstBest>>>>;
  readonly baselines: Readonly<Partial<Record<AnyBaseline, ByMetric<number>>>>;
}

/** How a model ranks on the judging data of one set. Plain JSON. */
export interface SetQuality {
  /** By the slices that the rows name; none if no row can be judged. */
  readonly slices: Readonly<Record<string, SliceQuality>>;
  readonly tuned: TunedReport;
  readonly leftOut: LeftOut;
}

/** Ranks a catalog by a model and by the baselines, and divides the figures of the model by those of the best. */
export function measureSetQuality(
  { vectors, D }: CatalogVectors,
  { catalog, training, rows, candidateIdPrefix = '', onRanked }: JudgingData,
): SetQuality {
  const plan = planJudging({ ids: catalog.map((product) => product.id), rows, candidateIdPrefix });
  const fixed = buildBaselineScorers(catalog, training);
  const tuned = buildTunedBaselines({ catalog, training, candidateIdPrefix }, fixed['tf-idf']);
  const scorers = Object.entries({ ...fixed, ...tuned.scorers });
  const onRow = countRankings((1 + scorers.length) * plan.rows.length, onRanked);
  const model = judgeRows(plan, buildCosineScorer(vectors, D), onRow);
  const baselines = scorers.map(([name, scorer]): Baseline => [name as AnyBaseline, judgeRows(plan, scorer, onRow)]);
  const slices = [...groupByOwnSlice(plan)].map(([name, of]) => [name, measureSlice(model, baselines, of)]);
  return { slices: Object.fromEntries(slices), tuned: tuned.report, leftOut: plan.leftOut };
}

type Baseline = readonly [name: AnyBaseline, judged: JudgedRows];

function measureSlice(model: JudgedRows, baselines: readonly Baseline[], rows: Int32Array): SliceQuality {
  const against = OPPONENT_KINDS.flatMap((kind) => {
    const isTuned = ([name]: Baseline) => TUNED_BASELINES.some((one) => one === name);
    const ofKind = baselines.filter((one) => isTuned(one) === (kind === 'tuned'));
    return ofKind.length === 0 ? [] : [[kind, compareWithBest(model, ofKind, rows)]];
  });
  const figuresOf = (judged: JudgedRows) => byMetric((metric) => meanOf(judged, metric, rows));
  return {
    queries: rows.length,
    against: Object.fromEntries(against),
    baselines: Object.fromEntries(baselines.map(([name, judged]) => [name, figuresOf(judged)])),
  };
}

/** The model beside the baseline with the highest figure; of equal ones the first. */
function compareWithBest(model: JudgedRows, baselines: readonly Baseline[], rows: Int32Array): ByMetric<AgainstBest> {
  return byMetric((metric) => {
    const figure = ([, judged]: Baseline) => meanOf(judged, metric, rows);
    const best = baselines.reduce((one, other) => (figure(other) > figure(one) ? other : one));
    const own = model.metrics[metric];
    const [ratio] = bootstrapRatios(own.length, [{ own, other: best[1].metrics[metric], rows }]);
    return { kindred: meanOf(model, metric, rows), best: best[0], baseline: figure(best), ratio: ratio! };
  });
}

function meanOf({ metrics }: JudgedRows, metric: QualityMetric, rows: Int32Array): number {
  return rows.reduce((sum, row) => sum + metrics[metric][row]!, 0) / rows.length;
}

function byMetric<Of>(of: (metric: QualityMetric) => Of): ByMetric<Of> {
  return Object.fromEntries(QUALITY_METRICS.map((metric) => [metric, of(metric)])) as ByMetric<Of>;
}
