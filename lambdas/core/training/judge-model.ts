import type { Product } from '../catalog/product.ts';
import type { JudgingRow } from '../catalog/training-row.ts';
import { type BaselineName, baselineScorers } from '../evaluation/baselines.ts';
import { cosineScorer } from '../evaluation/cosine-scorer.ts';
import { type JudgeReport, judge } from '../evaluation/judge.ts';
import type { Occurrences } from '../evaluation/occurrences.ts';
import { fittingProducts } from '../model/fitting-products.ts';
import { embedProducts, type Model } from '../model/model.ts';

/** How a model ranks, by slice, and how the trivial baselines do on the same rows. */
export interface Judgement {
  readonly metrics: JudgeReport;
  readonly baselines: Readonly<Record<BaselineName, JudgeReport>>;
}

/**
 * Judges a model and the trivial baselines on the same rows.
 * @param catalog The products that are ranked, in the order that `training` names them by.
 * @param training What popularity and co-occurrence are counted in.
 */
export function judgeModel(
  model: Model,
  catalog: readonly Product[],
  training: Occurrences,
  rows: readonly JudgingRow[],
  candidateIdPrefix = '',
): Judgement {
  const input = { ids: catalog.map((product) => product.id), rows, candidateIdPrefix };
  return {
    metrics: judge(
      input,
      cosineScorer(embedProducts(model, fittingProducts(model.input, catalog)), model.parameters.D),
    ),
    baselines: mapValues(baselineScorers(catalog, training), (scorer) => judge(input, scorer)),
  };
}

function mapValues<K extends string, A, B>(record: Readonly<Record<K, A>>, to: (value: A) => B): Record<K, B> {
  const entries = Object.entries<A>(record).map(([key, value]) => [key, to(value)]);
  return Object.fromEntries(entries) as Record<K, B>;
}
