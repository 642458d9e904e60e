import type { Product } from '../catalog/product.ts';
import { ModelInputError } from '../features/feature-error.ts';
import type { Model } from '../model/model.ts';
import { type Explanation, explainScore, shortenExplanation } from './explain-score.ts';
import { NotExplainableError } from './not-explainable.ts';
import type { QueryFeatures } from './query-features.ts';
import { readNamedFeatures } from './read-named-features.ts';

/** Why a neighbour has its score, or why that cannot be said. */
export type Because = Explanation | { readonly notExplained: string };

/**
 * Explains the score of a neighbour.
 * @param query What it was compared with. @param top The most pairs to name.
 */
export function explainNeighbour(
  model: Model,
  query: QueryFeatures,
  neighbour: Product,
  score: number,
  top: number,
): Because {
  try {
    const features = readNamedFeatures(model, neighbour);
    return shortenExplanation(explainScore(query(features), features, score, top));
  } catch (cause) {
    if (cause instanceof NotExplainableError) return { notExplained: cause.message };
    if (cause instanceof ModelInputError) return { notExplained: cause.detail };
    throw cause;
  }
}
