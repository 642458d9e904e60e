import type { SearchOptions } from '../../core/search/search-exact.ts';
import type { ServedIndex } from '../../ports/similar-search.ts';
import type { SimilarChoice } from './search-choice.ts';
import { readSimilarCursor, writeSimilarCursor } from './similar-cursor.ts';

/** The last rank that pages reach. */
const MAX_RANK = 1000;

export interface FindSimilarRequest extends SimilarChoice {
  readonly id: string;
  /** 1 to 1000. */
  readonly limit: number;
  /** The `nextCursor` of the page before. */
  readonly cursor?: string | undefined;
  /** Whether the answer contains the neighbours' products. */
  readonly withProducts?: boolean;
}

/**
 * Searches one page, which starts after the neighbour that the cursor names.
 * @param options What `resolveChoice` made of the request's choice.
 */
export async function searchPage(
  live: ServedIndex,
  query: Float32Array,
  { id, limit, cursor, withProducts: _, ...choice }: FindSimilarRequest,
  options: Pick<SearchOptions, 'minScore' | 'filter' | 'groups'>,
) {
  const listing = { modelVersion: live.modelVersion, request: [id, choice] };
  const after = cursor === undefined ? undefined : readSimilarCursor(cursor, listing);
  const excludeIds = new Set([id, ...(choice.excludeIds ?? [])]);
  const length = Math.min(limit, MAX_RANK - (after?.rank ?? 0));
  // One more than needed, to know whether there is another page.
  const found = await live.search(query, { ...options, excludeIds, after, k: length + 1 });
  const neighbours = found.neighbours.slice(0, length);
  const last = neighbours.at(-1);
  const hasMore = last !== undefined && last.rank < MAX_RANK && found.neighbours.length > length;
  const nextCursor = hasMore ? writeSimilarCursor(listing, last) : undefined;
  return { neighbours, totalCandidates: found.candidates ?? null, complete: found.complete, nextCursor };
}
