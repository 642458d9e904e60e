import type { Occurrences } from '../catalog/occurrences.ts';
import type { Product } from '../catalog/product.ts';
import { buildBlendScorer } from './blend-scorer.ts';
import { CoOccurrenceCounts } from './co-occurrence-counts.ts';
import { buildItemKnnScorer } from './item-knn-scorer.ts';
import { buildPopularityScorer } from './popularity-scorer.ts';
import type { Scorer } from './scorer.ts';
import { buildTfIdfScorer } from './tf-idf-scorer.ts';

export type BaselineName = 'popularity' | 'tf-idf' | 'item-knn' | 'item-knn shrunk' | 'item-knn + tf-idf';

/** What TF-IDF weighs beside the cosine of item-kNN. */
const TF_IDF_WEIGHT = 0.3;

/**
 * What a shop would have without learning: each baseline's scorer over the catalog.
 * @param training What may be known: occurrences outside of the rows that are judged on.
 */
export function buildBaselineScorers(catalog: readonly Product[], training: Occurrences): Record<BaselineName, Scorer> {
  const together = new CoOccurrenceCounts(catalog.length, training);
  const tfIdf = buildTfIdfScorer(catalog);
  const itemKnn = buildItemKnnScorer(together, 'cosine');
  return {
    popularity: buildPopularityScorer(catalog.length, training),
    'tf-idf': tfIdf,
    'item-knn': itemKnn,
    'item-knn shrunk': buildItemKnnScorer(together, 'shrunk'),
    'item-knn + tf-idf': buildBlendScorer(catalog.length, itemKnn, tfIdf, TF_IDF_WEIGHT),
  };
}
