import type { CatalogPart, StoredProduct } from './product-store.ts';
import type { StoredVector } from './vector-store.ts';

/** A product and its vector under one version. One of both may be missing. */
export interface EmbeddedProduct {
  readonly id: string;
  readonly stored?: StoredProduct;
  readonly vector?: StoredVector;
}

/** Products and their vectors, which are stored side by side: reading both costs no more than reading the products. */
export interface EmbeddedCatalog {
  /**
   * Every product that is not removed, of one part of the catalog, with its vector under a version; and each vector of a
   * product that is not stored. Both are as current as `ProductStore.scan` and `VectorStore.getMany` give them. They may
   * come apart: a caller that needs to know that one is missing reads it by its key.
   */
  scan(modelVersion: string, part: CatalogPart): AsyncIterable<EmbeddedProduct>;
}
