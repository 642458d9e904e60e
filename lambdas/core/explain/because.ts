import type { Product } from '../catalog/product.ts';
import { ModelInputError } from '../features/feature-error.ts';
import type { Model } from '../model/model.ts';
import { type Explanation, explainScore, shortenExplanation } from './explain-score.ts';
import type { NamedFeature } from './named-feature.ts';
import { NotExplainableError } from './not-explainable.ts';
import { readNamedFeatures } from './read-named-features.ts';

/** Why a neighbour has its score, or why that cannot be said. */
export type Because = Explanation | { readonly notExplained: string };

/**
 * Explains the score of a neighbour.
 * @param query The features of what it was compared with (`readNamedFeatures`). @param top The most pairs to name.
 */
export function explainNeighbour(
  model: Model,
  query: readonly NamedFeature[],
  neighbour: Product,
  score: number,
  top: number,
): Because {
  try {
    return shortenExplanation(explainScore(query, readNamedFeatures(model, neighbour), score, top));
  } catch (cause) {
    if (cause instanceof NotExplainableError) return { notExplained: cause.message };
    if (cause instanceof ModelInputError) return { notExplained: cause.detail };
    throw cause;
  }
}
