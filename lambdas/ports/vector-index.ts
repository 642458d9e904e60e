/** A product that an index found. */
export interface IndexedNeighbour {
  readonly id: string;
  /** Cosine, in [-1, 1] up to the rounding of the index. */
  readonly score: number;
}

export interface IndexQuery {
  /** The largest number of results: 1 to `maxResults`. */
  readonly k: number;
  /** Fields that must equal this word or flag, as text in the form of `foldText`; only fields of `filterFields`. */
  readonly equals: Readonly<Record<string, string>>;
}

/** An approximate index over the stored vectors: it does not read them all, and finds nearly always the nearest ones. */
export interface VectorIndex {
  /** Numbers in a vector: vectors of another length are not in the index. */
  readonly dimensions: number;
  /** The largest number of results of one query; there are no further pages. */
  readonly maxResults: number;
  /** Names of the fields that the index filters by during the search (core/search/product-fields.ts). */
  readonly filterFields: readonly string[];
  /**
   * The nearest products of a version, by falling score.
   * @param query (D = `dimensions`), not all zero.
   * @throws StoreError `index-not-ready` while the index is being built, `unavailable`
   */
  nearest(modelVersion: string, query: Float32Array, options: IndexQuery): Promise<IndexedNeighbour[]>;
  /**
   * Whether a product of a version has a list of words in one of `filterFields`. `equals` finds no such product.
   * @param query As for `nearest`. @throws StoreError as `nearest`
   */
  hasLists(modelVersion: string, query: Float32Array, field: string): Promise<boolean>;
}

/** The versions whose vectors are all in the index. */
export interface IndexedVersions {
  has(modelVersion: string): Promise<boolean>;
  add(modelVersion: string, at: string): Promise<void>;
  /** For a version whose vectors are deleted: if they are written again, the version must be added again. */
  remove(modelVersion: string): Promise<void>;
}
