import type { Occurrences } from '../catalog/occurrences.ts';
import type { Product } from '../catalog/product.ts';
import type { JudgingRow } from '../catalog/training-row.ts';
import { fittingProducts } from '../model/fitting-products.ts';
import { embedProducts, type Model } from '../model/model.ts';
import type { Reals } from '../numerics/reals.ts';
import { type BaselineName, buildBaselineScorers } from './baselines.ts';
import { type Comparison, compareSystems, type Intervals } from './comparison.ts';
import { buildCosineScorer } from './cosine-scorer.ts';
import type { JudgeReport } from './judge.ts';
import { judgeRows } from './judge-rows.ts';
import { planJudging } from './judging-plan.ts';
import type { Scorer } from './scorer.ts';
import { deriveSlices, groupByOwnSlice } from './slices.ts';

/** What the live model is called among the opponents. */
export const LIVE = 'live';

/** How a model ranks by the rows' own slices, and how the trivial baselines do on the same rows. */
interface BriefJudgement {
  readonly metrics: JudgeReport;
  readonly baselines: Readonly<Record<BaselineName, JudgeReport>>;
  /** The live model's, where it was given. */
  readonly live?: JudgeReport;
  /** Model minus each baseline, and minus `live`. */
  readonly intervals: Intervals;
}

/** All there is to say: also by slices that follow from the catalog and the training data. */
export interface Judgement extends BriefJudgement {
  /** Slices whose name the rows have not given themselves. Opponents are the baselines, and `live`. */
  readonly derived: Comparison;
}

/** Vectors of the catalog under another model: (products, D), in the catalog's order. */
export interface CatalogVectors {
  readonly vectors: Reals;
  readonly D: number;
}

/**
 * Judges a model and its opponents on the same rows.
 * @param catalog The products that are ranked, in the order that `training` names them by.
 * @param training What popularity and co-occurrence are counted in.
 * @param live Those that are served now, to compare with.
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
  const judged = judgeRows(
    plan,
    buildCosineScorer(embedProducts(model, fittingProducts(model.input, catalog)), model.parameters.D),
  );
  const opponents = mapValues(scorers, (scorer) => judgeRows(plan, scorer));
  const own = groupByOwnSlice(plan);
  const derived = [...deriveSlices(plan, catalog, training)].filter(([name]) => !own.has(name));
  const all = compareSystems(plan, judged, opponents, new Map([...own, ...derived]));
  const { metrics, opponents: reports, intervals } = comparisonOf(all, [...own.keys()]);
  const { [LIVE]: ofLive, ...baselines } = reports;
  return {
    metrics,
    baselines: baselines as Record<BaselineName, JudgeReport>,
    ...(ofLive && { live: ofLive }),
    intervals,
    derived: comparisonOf(
      all,
      derived.map(([name]) => name),
    ),
  };
}

/** A judgement short enough to be kept with every version: the rows' own slices alone. */
export function omitDerivedSlices<J extends { readonly derived: Comparison }>({
  derived: _,
  ...brief
}: J): Omit<J, 'derived'> {
  return brief;
}

/** The part of a comparison that is about some of its slices. */
function comparisonOf({ metrics, opponents, intervals }: Comparison, slices: readonly string[]): Comparison {
  const only = <T>(by: Readonly<Record<string, T>>) => Object.fromEntries(slices.map((slice) => [slice, by[slice]!]));
  return {
    metrics: only(metrics),
    opponents: mapValues(opponents, only),
    intervals: mapValues(intervals, only),
  };
}

function mapValues<A, B>(record: Readonly<Record<string, A>>, to: (value: A) => B): Record<string, B> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, to(value)]));
}
