import type { Product } from '../catalog/product.ts';
import type { JudgingRow, Occurrences } from '../catalog/training-row.ts';
import { dropUnreadableParts, embedProducts, type Model } from '../model/model.ts';
import type { Reals } from '../numerics/reals.ts';
import { type BaselineName, buildBaselineScorers } from './baselines.ts';
import { type Comparison, compareSystems } from './comparison.ts';
import { buildCosineScorer } from './cosine-scorer.ts';
import { judgeRows } from './judge-rows.ts';
import { type Judgement, LIVE } from './judgement.ts';
import { planJudging } from './judging-plan.ts';
import type { Scorer } from './scorer.ts';
import type { JudgeReport } from './slice-report.ts';
import { deriveSlices, groupByOwnSlice } from './slices.ts';

/** Vectors of the catalog under another model: (products, D), in the catalog's order. */
export interface CatalogVectors {
  readonly vectors: Reals;
  readonly D: number;
}

/**
 * Judges a model and its opponents on the same rows.
 * @param catalog The products that are ranked, in the order that `training` refers to.
 * @param training The occurrences that the baselines count.
 * @param live Vectors under the live model, to compare with.
 */
export function judgeModel(
  model: Model,
  catalog: readonly Product[],
  training: Occurrences,
  rows: readonly JudgingRow[],
  candidateIdPrefix = '',
  live?: CatalogVectors,
): Judgement {
  const plan = planJudging({ ids: catalog.map((product) => product.id), rows, candidateIdPrefix });
  const scorers: Record<string, Scorer> = {
    ...buildBaselineScorers(catalog, training),
    ...(live && { [LIVE]: buildCosineScorer(live.vectors, live.D) }),
  };
  const vectors = embedProducts(model, dropUnreadableParts(model.input, catalog));
  const judged = judgeRows(plan, buildCosineScorer(vectors, model.parameters.D));
  const opponents = mapValues(scorers, (scorer) => judgeRows(plan, scorer));
  const own = groupByOwnSlice(plan);
  const derived = new Map([...deriveSlices(plan, catalog, training)].filter(([name]) => !own.has(name)));
  const all = compareSystems(plan, judged, opponents, new Map([...own, ...derived]));
  const { metrics, opponents: reports, intervals } = selectSlices(all, own.keys());
  const { [LIVE]: ofLive, ...baselines } = reports;
  return {
    metrics,
    // Every baseline is judged, so every name is present.
    baselines: baselines as Record<BaselineName, JudgeReport>,
    ...(ofLive && { live: ofLive }),
    intervals,
    derived: selectSlices(all, derived.keys()),
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
