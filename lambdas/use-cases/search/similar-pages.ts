import type { Neighbour } from '../../core/search/best-neighbours.ts';
import type { Facet } from '../../core/search/facets.ts';
import type { SearchOptions } from '../../core/search/search-exact.ts';
import type { SearchQuery, ServedIndex } from '../../ports/similar-search.ts';
import { readSimilarCursor, type SimilarListing, writeSimilarCursor } from './similar-cursor.ts';
import type { SimilarQuery } from './similar-query.ts';

/** The last rank that pages reach. */
export const MAX_RANK = 1000;

/** A search whose request is resolved: what is searched for, in which products. */
export interface ResolvedSearch {
  readonly live: ServedIndex;
  readonly query: SearchQuery;
  readonly request: SimilarQuery;
  readonly options: Pick<SearchOptions, 'minScore' | 'filter' | 'groups' | 'excludeIds' | 'withVectors' | 'facets'>;
}

export interface SimilarPage {
  readonly neighbours: readonly Neighbour[];
  readonly totalCandidates: number | null;
  readonly complete: boolean;
  readonly nextCursor: string | undefined;
  readonly facets?: Readonly<Record<string, Facet>>;
}

/** Searches one page by falling score, which starts after the neighbour that the cursor names. */
export async function searchPage({ live, query, request, options }: ResolvedSearch): Promise<SimilarPage> {
  const listing = listingOf(live, request);
  const after = request.cursor === undefined ? undefined : readRankedPlace(request.cursor, listing);
  const length = Math.min(request.limit, MAX_RANK - (after?.rank ?? 0));
  // One more than needed, to know whether there is another page.
  const found = await live.search(query, { ...options, after, k: length + 1 });
  const neighbours = found.neighbours.slice(0, length);
  const last = neighbours.at(-1);
  const hasMore = last !== undefined && last.rank < MAX_RANK && found.neighbours.length > length;
  const nextCursor = hasMore ? writeSimilarCursor(listing, [last.score, last.rank, last.id]) : undefined;
  const { candidates = null, complete, facets } = found;
  return { neighbours, totalCandidates: candidates, complete, nextCursor, ...(facets && { facets }) };
}

/** The listing of a request: pages of it may differ in limit, include and facets. */
export function listingOf(
  { modelVersion }: ServedIndex,
  { limit: _limit, cursor: _cursor, include: _include, facets: _facets, ...request }: SimilarQuery,
): SimilarListing {
  return { modelVersion, request };
}

function readRankedPlace(cursor: string, listing: SimilarListing) {
  const [score, rank, id] = readSimilarCursor(cursor, listing, isRankedPlace);
  return { id, score, rank };
}

function isRankedPlace(place: readonly unknown[]): place is readonly [score: number, rank: number, id: string] {
  const [score, rank, id] = place;
  const isOfPage = Number.isInteger(rank) && Number(rank) >= 1 && Number(rank) < MAX_RANK;
  return place.length === 3 && isOfPage && typeof score === 'number' && Math.abs(score) <= 1 && typeof id === 'string';
}
