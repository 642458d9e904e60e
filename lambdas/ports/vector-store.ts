/** The embedding of one product under one model version. */
export interface StoredVector {
  readonly productId: string;
  readonly modelVersion: string;
  /** (D): float32, unit length when the encoder normalises. */
  readonly vector: Float32Array;
  /** The revision of the product that was embedded: an older embedding never replaces a newer one. */
  readonly revision: string;
}

/** What changed in a version: a vector was written, or a product left. */
export type VectorChange =
  | { readonly kind: 'written'; readonly stored: StoredVector; readonly updatedAt: string }
  | { readonly kind: 'removed'; readonly productId: string; readonly updatedAt: string };

/** The vectors of the products, per model version. */
export interface VectorStore {
  get(productId: string, modelVersion: string): Promise<StoredVector | undefined>;
  /**
   * Writes vectors of one version. Several vectors of one product: the last wins.
   * `onlyNewer` (default true) keeps a stored vector or removal of a newer revision, at one conditional write a vector;
   * false writes in bulk, for a version that nobody serves yet.
   */
  putMany(vectors: readonly StoredVector[], options: { updatedAt: string; onlyNewer?: boolean }): Promise<void>;
  /** Marks the product as gone under this version. */
  remove(productId: string, modelVersion: string, at: { revision: string; updatedAt: string }): Promise<void>;
  /** Lets all records of a version go at an instant (RFC 3339), or within two days after: nobody serves it. */
  expire(modelVersion: string, at: string): Promise<void>;
  /** The changes of a version since an instant (RFC 3339, inclusive; default all), in no particular order. */
  changes(modelVersion: string, since?: string): AsyncIterable<VectorChange>;
}
