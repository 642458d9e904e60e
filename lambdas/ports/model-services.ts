import type { Product } from '../core/catalog/product.ts';
import type { TextQuery } from '../core/catalog/training-row.ts';
import type { Because } from '../core/explain/because.ts';
import type { SearchToExplain } from '../core/explain/explain-search.ts';
import type { Embedded } from '../core/model/embed-each.ts';

/*
 * What searches want of a model. Its code is loaded at the first request that does.
 */

/** What a request gives by value: a product, a search text, or a feature vector. */
export type GivenInput = Product | TextQuery | readonly number[];

/** Embeds what a request gives by value. */
export interface Embedder {
  /**
   * The vector of each input under a version, or why the model has none for it.
   * @throws UseCaseError `model-not-ready` if the version cannot be loaded
   */
  embed(modelVersion: string, inputs: readonly GivenInput[]): Promise<readonly Embedded[]>;
}

/** Explains the scores of a search. */
export interface Explainer {
  /**
   * Why each neighbour has its score under a version, in the order of the neighbours.
   * @throws UseCaseError `model-not-ready` if the version cannot be loaded
   */
  explain(modelVersion: string, search: SearchToExplain): Promise<readonly Because[]>;
}
