import type { Product } from '../catalog/product.ts';
import type { Occurrences } from '../catalog/training-row.ts';
import { CoOccurrenceCounts } from './scorers/co-occurrence-counts.ts';
import { buildItemKnnScorer, USUAL_SHRINKAGE } from './scorers/item-knn-scorer.ts';
import { buildPopularityScorer } from './scorers/popularity-scorer.ts';
import { buildBlendScorer, type Scorer } from './scorers/scorer.ts';
import { buildTfIdfScorer } from './scorers/tf-idf-scorer.ts';

export type BaselineName = 'popularity' | 'tf-idf' | 'item-knn' | 'item-knn shrunk' | 'item-knn + tf-idf';

/** The weight of TF-IDF beside the cosine of item-kNN. */
const TF_IDF_WEIGHT = 0.3;

/**
 * Builds the scorers that a shop would have without learning.
 * @param training Occurrences outside the rows that are judged on.
 */
export function buildBaselineScorers(catalog: readonly Product[], training: Occurrences): Record<BaselineName, Scorer> {
  const counts = new CoOccurrenceCounts(catalog.length, training);
  const tfIdf = buildTfIdfScorer(catalog);
  const itemKnn = buildItemKnnScorer(counts, 'cosine');
  return {
    popularity: buildPopularityScorer(catalog.length, training),
    'tf-idf': tfIdf,
    'item-knn': itemKnn,
    'item-knn shrunk': buildItemKnnScorer(counts, USUAL_SHRINKAGE),
    'item-knn + tf-idf': buildBlendScorer(catalog.length, itemKnn, tfIdf, TF_IDF_WEIGHT),
  };
}
