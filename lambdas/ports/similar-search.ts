import type { Neighbour } from '../core/search/best-neighbours.ts';
import type { SearchOptions } from '../core/search/search-exact.ts';

export interface FoundNeighbours {
  /** By falling cosine, ties by id; ranks from 1. */
  readonly neighbours: readonly Neighbour[];
  /** Products that meet the filter, the excluded ones left out; undefined where the engine does not look at all. */
  readonly candidates: number | undefined;
  /** False when there may be more that meet the options, and the engine cannot reach them. */
  readonly complete: boolean;
}

/** The vectors of the version that was live when it was asked for: what comes of it is of that version alone. */
export interface ServedIndex {
  readonly modelVersion: string;
  /** RFC 3339: changes up to here are in. */
  readonly asOf: string;
  /** True when the last look at what changed failed: `asOf` may be long ago. */
  readonly stale: boolean;
  /** The vector of a product where the engine has it at hand; a copy. */
  vectorOf(productId: string): Float32Array | undefined;
  /**
   * Begun before the next `await`: what an engine keeps in memory is kept up to date in place.
   * @param query (D) of any length; one of length 0 is like nothing in particular.
   */
  search(query: Float32Array, options: SearchOptions): Promise<FoundNeighbours>;
}

/** A search engine for products that are alike. */
export interface SimilarSearch {
  /** What is served now; undefined while no version is live. */
  live(): Promise<ServedIndex | undefined>;
}
