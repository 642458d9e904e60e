import { isBetter } from '../../core/search/best-neighbours.ts';
import type { Filter } from '../../core/search/filter.ts';
import type { GroupLimit } from '../../core/search/search-exact.ts';
import type { ServedIndex } from '../../ports/similar-search.ts';
import { readSimilarCursor, type SimilarPosition, writeSimilarCursor } from './similar-cursor.ts';

/** The last rank that pages reach. */
const MAX_RANK = 1000;

/** Restricts which products may be neighbours. */
interface SimilarChoice {
  /** Inclusive. */
  readonly minScore?: number | undefined;
  readonly excludeIds?: readonly string[];
  readonly filter?: Filter | undefined;
  readonly groups?: GroupLimit | undefined;
}

export interface FindSimilarRequest extends SimilarChoice {
  readonly id: string;
  /** 1 to 1000. */
  readonly limit: number;
  /** The `nextCursor` of the page before. */
  readonly cursor?: string | undefined;
  /** Whether the answer contains the neighbours' products. */
  readonly withProducts?: boolean;
}

/** Searches one page, which starts after the neighbour that the cursor names. */
export async function searchPage(
  live: ServedIndex,
  query: Float32Array,
  { id, limit, cursor, withProducts: _, ...choice }: FindSimilarRequest,
) {
  const listing = { modelVersion: live.modelVersion, request: [id, choice] };
  const after = cursor === undefined ? undefined : readSimilarCursor(cursor, listing);
  const reach = Math.min((after?.shown ?? 0) + limit, MAX_RANK);
  const excludeIds = new Set([id, ...(choice.excludeIds ?? [])]);
  // One more than needed, to know whether there is another page.
  const found = await live.search(query, { ...choice, excludeIds, k: reach + 1 });
  const { neighbours, candidates, complete } = found;
  const page = neighbours.slice(0, reach).filter((one) => after === undefined || isBetter(after, one));
  const shown = page.slice(0, limit);
  const last = shown.at(-1);
  const hasMore = last !== undefined && reach < MAX_RANK && (neighbours.length > reach || page.length > limit);
  const position: SimilarPosition | undefined = hasMore
    ? { ...last, shown: (after?.shown ?? 0) + shown.length }
    : undefined;
  const nextCursor = position && writeSimilarCursor(listing, position);
  return { neighbours: shown, totalCandidates: candidates ?? null, complete, nextCursor };
}
