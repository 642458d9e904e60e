import type { ProductFields } from '../core/search/product-fields.ts';
import type { CatalogPart, StoredProduct, WriteStamp } from './product-store.ts';

/** The embedding of one product under one model version. */
export interface StoredVector {
  readonly productId: string;
  readonly modelVersion: string;
  /** (D) float32, unit length if the encoder normalises. Finite and not all zero: other vectors are no embeddings. */
  readonly vector: Float32Array;
  /** The revision of the embedded product: an older embedding never replaces a newer one. */
  readonly revision: string;
  /** The fields that search can filter by (default none). */
  readonly fields?: ProductFields;
}

/** Why a version has no vector of a product: its model cannot embed this revision of it. */
export interface NotEmbeddableMark {
  readonly revision: string;
  readonly detail: string;
}

/** A removal; with `notEmbeddable`, the reason why the model cannot embed the product, which stays in the catalog. */
export type VectorRemoval = WriteStamp & { readonly notEmbeddable?: string };

/**
 * A change in a version: a vector was written, or there is none any more, because the product was removed or cannot be
 * embedded.
 */
export type VectorChange =
  | { readonly kind: 'written'; readonly stored: StoredVector; readonly updatedAt: string }
  | RemovedVector;

/** A change after which there is no vector. */
export interface RemovedVector {
  readonly kind: 'removed';
  readonly productId: string;
  readonly updatedAt: string;
  readonly notEmbeddable?: NotEmbeddableMark;
}

/** Some changes, and the position after them. */
export interface ChangePage {
  readonly changes: readonly VectorChange[];
  /** A text for `changePages`, of at most some kilobytes. */
  readonly cursor: string;
}

/**
 * The vectors of the products, for each model version. A stored vector that is all zero or not finite counts as removed:
 * older versions of this project stored such vectors.
 */
export interface VectorStore {
  get(productId: string, modelVersion: string): Promise<StoredVector | undefined>;
  /** The vectors of many products by product id; strongly consistent. */
  getMany(productIds: readonly string[], modelVersion: string): Promise<ReadonlyMap<string, StoredVector>>;
  /**
   * Writes vectors of one version. Of several vectors of one product, the last one wins.
   * `onlyNewer` (default true) does not replace a vector or removal of a newer revision, at one conditional write a vector;
   * false writes in bulk, for a version that is not served yet.
   */
  putMany(vectors: readonly StoredVector[], options: { updatedAt: string; onlyNewer?: boolean }): Promise<void>;
  /** Marks the product as removed under this version, or as one that its model cannot embed. */
  remove(productId: string, modelVersion: string, at: VectorRemoval): Promise<void>;
  /** Why the version has no vector of a product; undefined if it has one, or was not given the product yet. */
  whyNotEmbeddable(productId: string, modelVersion: string): Promise<NotEmbeddableMark | undefined>;
  /**
   * Deletes the vectors of a version, and its marks of products that are not embeddable, at a time (RFC 3339) or within
   * two days after it; they count as deleted from now on. Yields how many, some at a time. A caller that stops reading leaves the others as they are; another call resumes there.
   */
  expire(modelVersion: string, at: string): AsyncIterable<number>;
  /** The changes of a version are in so many parts. Those of a product are in the same part always. */
  readonly changeParts: number;
  /**
   * The changes of a version since a time (RFC 3339, inclusive; default all), in no particular order.
   * @param parts Places of the parts to read, from 0 (default all).
   */
  changes(modelVersion: string, since?: string, parts?: readonly number[]): AsyncIterable<VectorChange>;
  /**
   * Of the changes of a version since a time (RFC 3339, inclusive) the removals: the vectors that were written are not read
   * from the store. Stored vectors that are no embeddings are left out too.
   */
  removals(modelVersion: string, since: string): AsyncIterable<RemovedVector>;
  /**
   * All changes of a version in pages; reading can resume after any page. Changes between two readings may come again, and
   * none is missed.
   * @param after The cursor of a page (default: from the beginning). @throws StoreError `invalid-cursor`
   */
  changePages(modelVersion: string, after?: string): AsyncIterable<ChangePage>;
}

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
