import type { ProductFields } from '../core/search/product-fields.ts';

/** The embedding of one product under one model version. */
export interface StoredVector {
  readonly productId: string;
  readonly modelVersion: string;
  /** (D): float32, unit length when the encoder normalises. */
  readonly vector: Float32Array;
  /** The revision of the product that was embedded: an older embedding never replaces a newer one. */
  readonly revision: string;
  /** What search can filter by (default nothing). */
  readonly fields?: ProductFields;
}

/** What changed in a version: a vector was written, or a product left. */
export type VectorChange =
  | { readonly kind: 'written'; readonly stored: StoredVector; readonly updatedAt: string }
  | { readonly kind: 'removed'; readonly productId: string; readonly updatedAt: string };

/** Some changes, and the place after them. */
export interface ChangePage {
  readonly changes: readonly VectorChange[];
  /** Text for `changePages`, some kilobytes at most. */
  readonly cursor: string;
}

/** The vectors of the products, per model version. */
export interface VectorStore {
  get(productId: string, modelVersion: string): Promise<StoredVector | undefined>;
  /** Those of many products, as the last write left them, by product id. */
  getMany(productIds: readonly string[], modelVersion: string): Promise<ReadonlyMap<string, StoredVector>>;
  /**
   * Writes vectors of one version. Several vectors of one product: the last wins.
   * `onlyNewer` (default true) keeps a stored vector or removal of a newer revision, at one conditional write a vector;
   * false writes in bulk, for a version that nobody serves yet.
   */
  putMany(vectors: readonly StoredVector[], options: { updatedAt: string; onlyNewer?: boolean }): Promise<void>;
  /** Marks the product as gone under this version. */
  remove(productId: string, modelVersion: string, at: { revision: string; updatedAt: string }): Promise<void>;
  /**
   * Lets the vectors of a version go at an instant (RFC 3339), or within two days after; they count as gone from now on. Yields
   * how many, some at a time: whoever reads no further leaves the rest as it is, and begun again it goes on with that.
   */
  expire(modelVersion: string, at: string): AsyncIterable<number>;
  /** The changes of a version since an instant (RFC 3339, inclusive; default all), in no particular order. */
  changes(modelVersion: string, since?: string): AsyncIterable<VectorChange>;
  /**
   * All changes of a version, to be read on from any page. What changes between two readings comes again, and is never missed.
   * @param after The cursor of a page (default: from the beginning). @throws StoreError `invalid-cursor`
   */
  changePages(modelVersion: string, after?: string): AsyncIterable<ChangePage>;
}
