/** A stored vector of a text. */
export interface CachedTextVector {
  readonly vector: Float32Array;
  /** RFC 3339: after this time it is deleted. */
  readonly expiresAt: string;
}

/** The vectors of texts that were embedded before, by the SHA-256 of model, dimensions and text, and what a day has used. */
export interface TextVectorStore {
  /** Those that are stored, by their hash. An entry that cannot be read counts as missing. @param hashes All different. */
  getMany(hashes: readonly string[]): Promise<ReadonlyMap<string, CachedTextVector>>;
  /** Stores vectors, over those of the same hash. @param entries All of different hashes. */
  putMany(entries: readonly (CachedTextVector & { readonly hash: string })[]): Promise<void>;
  /**
   * Adds texts to the count of a day, or takes them back (below 0).
   * @param day `2026-05-01`, in UTC
   * @returns the count of the day, with these
   */
  addToDay(day: string, texts: number): Promise<number>;
}
