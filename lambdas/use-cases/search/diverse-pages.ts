import type { Neighbour } from '../../core/search/best-neighbours.ts';
import { selectDiverse } from '../../core/search/queries/select-diverse.ts';
import type { VectorStore } from '../../ports/vector-store.ts';
import { readVectors } from './read-vectors.ts';
import { readSimilarCursor, writeSimilarCursor } from './similar-cursor.ts';
import { listingOf, type ResolvedSearch, type SimilarPage } from './similar-pages.ts';

/** The nearest products that are put in another order. All pages together hold at most these. */
export const POOL = 200;

/**
 * Searches one page of the nearest 200 products in an order of relevance and diversity. The cursor names what earlier pages
 * showed, so that nothing is shown twice while the catalog changes.
 */
export async function searchDiversePage(
  vectors: Pick<VectorStore, 'get'>,
  { live, query, request, options }: ResolvedSearch,
): Promise<SimilarPage> {
  const { limit, cursor, mmrLambda: lambda = 1 } = request;
  const listing = listingOf(live, request);
  const shown = cursor === undefined ? [] : readSimilarCursor(cursor, listing, isListOfIds);
  const found = await live.search(query, { ...options, k: POOL, withVectors: true });
  const pool = await addVectors(vectors, live.modelVersion, found.neighbours);
  const isShown = new Set(shown);
  const before = pool.filter(({ id }) => isShown.has(id)).map(({ vector }) => vector);
  const candidates = pool.filter(({ id }) => !isShown.has(id));
  const order = selectDiverse(candidates, { lambda, k: Math.min(limit, POOL - shown.length), before });
  const neighbours = order.map((at, i) => ({ ...candidates[at]!, rank: shown.length + i + 1 }));
  const all = [...shown, ...neighbours.map(({ id }) => id)];
  const hasMore = neighbours.length > 0 && candidates.length > neighbours.length && all.length < POOL;
  const nextCursor = hasMore ? writeSimilarCursor(listing, all) : undefined;
  const { candidates: total = null, complete, facets } = found;
  return { neighbours, totalCandidates: total, complete, nextCursor, ...(facets && { facets }) };
}

/** The neighbours with their vectors; without those whose vector was removed meanwhile. */
async function addVectors(
  vectors: Pick<VectorStore, 'get'>,
  modelVersion: string,
  neighbours: readonly Neighbour[],
): Promise<(Neighbour & { readonly vector: Float32Array })[]> {
  const missing = neighbours.filter(({ vector }) => vector === undefined).map(({ id }) => id);
  const read = await readVectors(vectors, modelVersion, missing);
  return neighbours.flatMap((one) => {
    const vector = one.vector ?? read.get(one.id);
    return vector ? [{ ...one, vector }] : [];
  });
}

function isListOfIds(place: readonly unknown[]): place is readonly string[] {
  return place.length > 0 && place.every((id) => typeof id === 'string');
}
