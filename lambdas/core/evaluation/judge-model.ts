import type { Product } from '../catalog/product.ts';
import type { JudgingRow, Occurrences } from '../catalog/training-row.ts';
import { dropUnreadableParts, embedProducts, type Model } from '../model/model.ts';
import type { Reals } from '../numerics/reals.ts';
import { findWorstQueries } from '../review/worst-queries.ts';
import { buildBaselineScorers } from './baselines.ts';
import { type Comparison, compareSystems } from './comparison.ts';
import { type JudgedRows, judgeRows, K } from './judge-rows.ts';
import type { Judgement } from './judgement.ts';
import { type JudgingPlan, type LeftOut, planJudging } from './judging-plan.ts';
import { buildCosineScorer } from './scorers/cosine-scorer.ts';
import { deriveSlices, groupByOwnSlice, type Slices } from './slices.ts';
import { buildTunedBaselines } from './tuned-baselines.ts';

/** Vectors of the catalog under a model: (products, D), in the catalog's order. */
export interface CatalogVectors {
  readonly vectors: Reals;
  readonly D: number;
}

/** What models are judged on. */
export interface JudgingData {
  /** The products that are ranked, in the order that `training` refers to. */
  readonly catalog: readonly Product[];
  /** The occurrences that the baselines count: outside the rows. */
  readonly training: Occurrences;
  readonly rows: readonly JudgingRow[];
  /** Only products whose id has this prefix are ranked (default: all). */
  readonly candidateIdPrefix?: string;
  /** Called after each ranking: one of a row under one model or baseline. */
  readonly onRanked?: (done: number, total: number) => void;
}

/** Embeds a catalog without the parts that the model cannot read. */
export function embedCatalog(model: Model, catalog: readonly Product[]): CatalogVectors {
  return { vectors: embedProducts(model, dropUnreadableParts(model.input, catalog)), D: model.parameters.D };
}

/** The models that a run makes, or what belongs to each. */
export interface RunModels<Of> {
  /** Of the model that was trained. */
  readonly trained: Of;
  /** Of its text model (text-model.ts), if there is one. */
  readonly text?: Of;
}

/**
 * Judges a model beside the baselines on the same rows.
 * @param live Vectors under the live model, to compare with.
 */
export function judgeModel(model: CatalogVectors, data: JudgingData, live?: CatalogVectors): Judgement {
  return judgeModels({ trained: model }, data, live).trained;
}

/**
 * Judges the models of a run on the same rows. Each is compared with the baselines, with the live model, and with the
 * other model of the run.
 */
export function judgeModels(
  models: RunModels<CatalogVectors>,
  { catalog, training, rows, candidateIdPrefix = '', onRanked }: JudgingData,
  live?: CatalogVectors,
): RunModels<Judgement> {
  const plan = planJudging({ ids: catalog.map((product) => product.id), rows, candidateIdPrefix });
  const fixed = buildBaselineScorers(catalog, training);
  const tuned = buildTunedBaselines({ catalog, training, candidateIdPrefix }, fixed['tf-idf']);
  const baselines = { ...fixed, ...tuned.scorers };
  const systems = Object.keys(baselines).length + [models.trained, models.text, live].filter(Boolean).length;
  const onRow = countRankings(systems * plan.rows.length, onRanked);
  // One after the other: a scorer of vectors holds the whole catalog in float64.
  const judge = ({ vectors, D }: CatalogVectors) => judgeRows(plan, buildCosineScorer(vectors, D), onRow);
  const judged: RunModels<JudgedRows> = {
    trained: judge(models.trained),
    ...(models.text && { text: judge(models.text) }),
  };
  const others = {
    ...mapValues(baselines, (scorer) => judgeRows(plan, scorer, onRow)),
    ...(live && { live: judge(live) }),
  };
  const own = groupByOwnSlice(plan);
  const derived = new Map([...deriveSlices(plan, catalog, training)].filter(([name]) => !own.has(name)));
  const slices = { own, derived };
  const { trained, text } = judged;
  const judgeOne = (one: JudgedRows, opponents: Readonly<Record<string, JudgedRows>>): Judgement => ({
    ...compare(plan, one, opponents, slices),
    tuned: tuned.report,
    worst: findWorstQueries({ rows: plan.rows, ndcg: one.metrics['ndcg@10'], top: one.top, listLength: K }, catalog),
  });
  return {
    trained: judgeOne(trained, { ...others, ...(text && { text }) }),
    ...(text && { text: judgeOne(text, { ...others, trained }) }),
  };
}

/** How a model and another one rank on the same rows. */
export interface ModelComparison extends Comparison {
  /** What was left out of the rows. */
  readonly leftOut: LeftOut;
}

/**
 * Compares a model with another one on the same rows, without baselines: by the slices of the rows, and by those that
 * follow from the catalog and the training data. The other one is named `other`.
 */
export function compareModels(
  { vectors, D }: CatalogVectors,
  other: CatalogVectors,
  { catalog, training, rows, candidateIdPrefix = '', onRanked }: JudgingData,
): ModelComparison {
  const plan = planJudging({ ids: catalog.map((product) => product.id), rows, candidateIdPrefix });
  const own = groupByOwnSlice(plan);
  const derived = [...deriveSlices(plan, catalog, training)].filter(([name]) => !own.has(name));
  const slices = new Map([...own, ...derived]);
  const onRow = countRankings(2 * plan.rows.length, onRanked);
  const judged = judgeRows(plan, buildCosineScorer(vectors, D), onRow);
  const opponent = judgeRows(plan, buildCosineScorer(other.vectors, other.D), onRow);
  return { ...compareSystems(plan, judged, { other: opponent }, slices), leftOut: plan.leftOut };
}

/** Counts the rankings that are done, of all of them. */
export function countRankings(total: number, onRanked: JudgingData['onRanked']): (() => void) | undefined {
  let done = 0;
  return onRanked && (() => onRanked(++done, total));
}

/** Compares one model with its opponents. */
function compare(
  plan: JudgingPlan,
  judged: JudgedRows,
  opponents: Readonly<Record<string, JudgedRows>>,
  { own, derived }: { readonly own: Slices; readonly derived: Slices },
): Omit<Judgement, 'tuned' | 'worst'> {
  const all = compareSystems(plan, judged, opponents, new Map([...own, ...derived]));
  const { metrics, opponents: reports, intervals } = selectSlices(all, own.keys());
  const { live, text, trained, ...baselines } = reports;
  return {
    metrics,
    // Every fixed baseline is judged, so its name is present.
    baselines: baselines as Judgement['baselines'],
    ...(live && { live }),
    ...(text && { text }),
    ...(trained && { trained }),
    intervals,
    derived: selectSlices(all, derived.keys()),
    ...(Object.values(plan.leftOut).some((count) => count > 0) && { leftOut: plan.leftOut }),
  };
}

/** The part of a comparison on the given slices. */
function selectSlices({ metrics, opponents, intervals }: Comparison, slices: Iterable<string>): Comparison {
  const names = [...slices];
  const select = <T>(by: Readonly<Record<string, T>>) => Object.fromEntries(names.map((name) => [name, by[name]!]));
  return {
    metrics: select(metrics),
    opponents: mapValues(opponents, select),
    intervals: mapValues(intervals, select),
  };
}

function mapValues<A, B>(record: Readonly<Record<string, A>>, to: (value: A) => B): Record<string, B> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, to(value)]));
}
