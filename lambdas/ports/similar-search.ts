import type { Neighbour } from '../core/search/best-neighbours.ts';
import type { Facet } from '../core/search/facets.ts';
import type { FieldCatalog } from '../core/search/field-catalog.ts';
import type { Filter } from '../core/search/filter.ts';
import type { Examples } from '../core/search/queries/search-examples.ts';
import type { SearchOptions } from '../core/search/search-exact.ts';
import { StoreError } from './store-error.ts';

export interface FoundNeighbours {
  /** By falling cosine, ties by id; ranks from 1. */
  readonly neighbours: readonly Neighbour[];
  /** Products that meet the filter and are not excluded; undefined if the engine does not count them. */
  readonly candidates: number | undefined;
  /** By field, if they were requested and the engine counts them. */
  readonly facets?: Readonly<Record<string, Facet>>;
  /** False if more products may meet the options, and the engine cannot reach them. */
  readonly complete: boolean;
}

/** What neighbours are searched for: a vector (D), or examples that are scored by the strategy `best`. */
export type SearchQuery = Float32Array | Examples;

/** One of several searches. */
export interface RequestedSearch {
  readonly query: SearchQuery;
  readonly options: SearchOptions;
}

/** Another index has replaced the one that was searched: `live` gives it, and the search can be repeated there. */
export class IndexReplaced extends StoreError {
  /** @param modelVersion The version of the index that was searched. */
  constructor(modelVersion: string) {
    super('unavailable', `The index of ${modelVersion} was replaced by another one during the search: try again.`);
  }
}

/** The vectors of the version that was live when the index was requested. All results are of that version. */
export interface ServedIndex {
  readonly modelVersion: string;
  /** RFC 3339: changes up to this time are included. */
  readonly asOf: string;
  /** True if the last read of the changes failed: `asOf` may be long ago. */
  readonly stale: boolean;
  /** The fields that the products have; undefined if the engine does not know them all. */
  readonly fields?: FieldCatalog | undefined;
  /**
   * Of an engine that does not know all fields: those of the products nearest to this query, and to earlier ones.
   * @param isEnough Whether the fields of earlier queries answer the question, so that no product is read.
   */
  readonly fieldsNear?:
    | ((query: Float32Array, isEnough: (seen: FieldCatalog) => boolean) => Promise<FieldCatalog>)
    | undefined;
  /** Numbers in a vector; undefined while the version has no vectors. */
  readonly D: number | undefined;
  /** A copy of the vector of a product, if the engine has it in memory. */
  vectorOf(productId: string): Float32Array | undefined;
  /**
   * Reads vectors of products that the engine has, but not in memory, so that `vectorOf` gives them. Absent if it has none such.
   * @throws IndexReplaced
   * @returns whether some were read: then get the index again
   */
  readVectors?(productIds: readonly string[]): Promise<boolean>;
  /**
   * Call it before the next `await`: an index in memory is updated in place.
   * @param query Of any length above 0. A query that is all zero or not finite has no neighbours.
   * @throws IndexReplaced
   */
  search(query: SearchQuery, options: SearchOptions): Promise<FoundNeighbours>;
  /**
   * As `search` for each of several searches, in less time. Absent if the engine has no such way.
   */
  searchEach?(searches: readonly RequestedSearch[]): Promise<readonly FoundNeighbours[]>;
  /**
   * The mean of the unit vectors of products that meet a filter, of at most the first 10,000; undefined if there are
   * none. Absent if the engine does not have the vectors in memory. It may read vectors first: get the index again afterwards.
   */
  meanOf?(filter: Filter): Promise<Float32Array | undefined>;
}

/** A search engine for similar products. */
export interface SimilarSearch {
  /** The index that is served now; undefined while no version is live. */
  live(): Promise<ServedIndex | undefined>;
}
