import type { Occurrences } from '../catalog/occurrences.ts';
import type { Product } from '../catalog/product.ts';
import { blendScorer } from './blend-scorer.ts';
import { CoOccurrence } from './co-occurrence-counts.ts';
import { itemKnnScorer } from './item-knn-scorer.ts';
import { popularityScorer } from './popularity-scorer.ts';
import type { Scorer } from './scorer.ts';
import { tfIdfScorer } from './tf-idf-scorer.ts';

export type BaselineName = 'popularity' | 'tf-idf' | 'item-knn' | 'item-knn shrunk' | 'item-knn + tf-idf';

/** What TF-IDF weighs beside the cosine of item-kNN. */
const TF_IDF_WEIGHT = 0.3;

/**
 * What a shop would have without learning: each baseline's scorer over the catalog.
 * @param training What may be known: occurrences outside of the rows that are judged on.
 */
export function baselineScorers(catalog: readonly Product[], training: Occurrences): Record<BaselineName, Scorer> {
  const together = new CoOccurrence(catalog.length, training);
  const tfIdf = tfIdfScorer(catalog);
  const itemKnn = itemKnnScorer(together, 'cosine');
  return {
    popularity: popularityScorer(catalog.length, training),
    'tf-idf': tfIdf,
    'item-knn': itemKnn,
    'item-knn shrunk': itemKnnScorer(together, 'shrunk'),
    'item-knn + tf-idf': blendScorer(catalog.length, itemKnn, tfIdf, TF_IDF_WEIGHT),
  };
}
