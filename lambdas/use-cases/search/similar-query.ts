import type { Product } from '../../core/catalog/product.ts';
import { jsonPointer } from '../../core/errors/json-pointer.ts';
import type { Because } from '../../core/explain/because.ts';
import type { Neighbour } from '../../core/search/best-neighbours.ts';
import type { Facet } from '../../core/search/facets.ts';
import type { Strategy } from '../../core/search/queries/search-examples.ts';
import type { SimilarChoice } from './search-choice.ts';

/** What neighbours should be like, or unlike. */
export type Example = {
  /** How much it counts, above 0. */
  readonly weight: number;
} & (
  | { readonly id: string }
  | { readonly product: Product }
  /** A vector of the live version. */
  | { readonly vector: readonly number[] }
  /** What a linear model reads. */
  | { readonly features: readonly number[] }
  | { readonly query: string }
);

/** A search for products by examples. Plain JSON. */
export interface SimilarQuery extends SimilarChoice {
  /** At least one. */
  readonly positive: readonly Example[];
  readonly negative: readonly Example[];
  readonly strategy: Strategy;
  /** 1 to 1000. */
  readonly limit: number;
  /** The `nextCursor` of the page before. */
  readonly cursor?: string | undefined;
  /** Diversity: core/search/queries/select-diverse.ts. 1, the order of the scores, is the default. */
  readonly mmrLambda?: number | undefined;
  /** Whether products of the same category fill a page that would be too short. */
  readonly fallback?: 'category' | undefined;
  /** What each product of the answer has besides its id and score. */
  readonly include: readonly ('product' | 'vector' | 'because')[];
}

/** The search for what is like one stored product, whose other settings are the defaults unless they are given. */
export function similarTo(id: string, given: Partial<SimilarQuery> & Pick<SimilarQuery, 'limit'>): SimilarQuery {
  return { positive: [{ id, weight: 1 }], negative: [], strategy: 'average', include: [], ...given };
}

/** A product of an answer. */
export interface SimilarProduct extends Omit<Neighbour, 'vector'> {
  readonly product?: Product;
  /** (D), of length 1. */
  readonly vector?: readonly number[];
  /** Why it has its score. */
  readonly because?: Because;
  /** Why it is in the answer, if it is not by its similarity. */
  readonly fallback?: 'category';
}

/** An example that counts for nothing, and why. */
export interface UnreadExample {
  /** Its place in the request. */
  readonly path: readonly (string | number)[];
  readonly code: 'product-not-found' | 'embedding-pending' | 'product-not-embeddable';
  readonly detail: string;
}

export interface SimilarProducts {
  /** The values of the requested fields among the candidates, by the names of the request. Null if the engine counts none. */
  readonly facets?: Readonly<Record<string, Facet>> | null;
  readonly neighbours: readonly SimilarProduct[];
  /** Products that meet the filter; null if the engine does not score them all. */
  readonly totalCandidates: number | null;
  /** False if more products may meet the request than the engine can reach. */
  readonly complete: boolean;
  /** Undefined on the last page. */
  readonly nextCursor: string | undefined;
  readonly modelVersion: string;
  /** RFC 3339: the index contains all changes up to here. */
  readonly asOf: string;
  /** True if later changes could not be read. */
  readonly stale: boolean;
  /** Why the live model cannot embed any positive example. No product is in the answer by its similarity then. */
  readonly notEmbeddable?: string;
  /** Examples that were left out. */
  readonly unreadExamples: readonly UnreadExample[];
}

/** The answer to a search for what is like one product. Plain JSON. */
export function toSimilarAnswer({ neighbours, nextCursor, complete, unreadExamples: _, ...state }: SimilarProducts) {
  return { data: neighbours, nextCursor: nextCursor ?? null, ...state, ...(!complete && { complete }) };
}

/** The answer to a search by examples: those that were left out have their places in the body. Plain JSON. */
export function toQueryAnswer(found: SimilarProducts) {
  const unreadExamples = found.unreadExamples.map(({ path, ...reason }) => ({
    pointer: jsonPointer(path),
    ...reason,
  }));
  return { ...toSimilarAnswer(found), unreadExamples };
}
