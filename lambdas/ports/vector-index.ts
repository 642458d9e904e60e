/** A product that an index found. */
export interface IndexedNeighbour {
  readonly id: string;
  /** Cosine, in [-1, 1] but for rounding. */
  readonly score: number;
}

export interface IndexQuery {
  /** How many at most: 1 to `maxResults`. */
  readonly k: number;
  /** Fields that must have this value, as text: of `filterFields` only. */
  readonly equals: Readonly<Record<string, string>>;
}

/** An index over the stored vectors that answers without reading them all: nearly always the nearest, not always. */
export interface VectorIndex {
  /** Numbers in a vector: those of any other length are not in the index. */
  readonly dimensions: number;
  /** What one query gives at most; there is no going on after it. */
  readonly maxResults: number;
  /** Names of the fields that it can filter by before it searches (core/search/product-fields.ts). */
  readonly filterFields: readonly string[];
  /**
   * The nearest products of a version, by falling score.
   * @param query (D = `dimensions`), not all zero.
   * @throws StoreError `index-not-ready` while it is being built, `unavailable`
   */
  nearest(modelVersion: string, query: Float32Array, options: IndexQuery): Promise<IndexedNeighbour[]>;
}

/** Which versions have all their vectors in the index. */
export interface IndexedVersions {
  has(modelVersion: string): Promise<boolean>;
  add(modelVersion: string, at: string): Promise<void>;
  /** Of a version whose vectors go: when they are written again, it has to be added again. */
  remove(modelVersion: string): Promise<void>;
}
