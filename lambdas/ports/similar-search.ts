import type { Filter } from '../core/search/filter.ts';
import type { Neighbour } from '../core/search/search-exact.ts';

/** What may be a neighbour, and how many are wanted. */
export interface SimilarOptions {
  /** How many neighbours at most, at least 1. */
  readonly k: number;
  readonly excludeIds?: ReadonlySet<string>;
  /** Neighbours below this cosine are left out (inclusive lower bound). */
  readonly minScore?: number;
  /** Only products that meet every condition. */
  readonly filter?: Filter;
}

export interface FoundNeighbours {
  /** By falling cosine, ties by id; ranks from 1. */
  readonly neighbours: readonly Neighbour[];
  /** False when there may be more that meet the options, and the engine cannot reach them. */
  readonly complete: boolean;
}

/** The vectors of the version that was live when it was asked for: what comes of it is of that version alone. */
export interface ServedSpace {
  readonly modelVersion: string;
  /** RFC 3339: changes up to here are in. */
  readonly asOf: string;
  /** The vector of a product where the engine has it at hand; a copy. */
  vectorOf(productId: string): Float32Array | undefined;
  /** @param query (D) of any length; one of length 0 is like nothing in particular. */
  search(query: Float32Array, options: SimilarOptions): Promise<FoundNeighbours>;
}

/** A search engine for products that are alike. */
export interface SimilarSearch {
  /** What is served now; undefined while no version is live. */
  live(): Promise<ServedSpace | undefined>;
}
