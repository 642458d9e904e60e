import type { Neighbour } from '../../core/search/best-neighbours.ts';
import { selectDiverse } from '../../core/search/queries/select-diverse.ts';
import type { VectorStore } from '../../ports/vector-store.ts';
import { sha256Hex } from '../../shared/sha256.ts';
import { readVectors } from './read-vectors.ts';
import { readSimilarCursor, writeSimilarCursor } from './similar-cursor.ts';
import { listingOf, type ResolvedSearch, type SimilarPage } from './similar-pages.ts';

/** The nearest products that are put in another order. All pages together hold at most these. */
export const POOL = 200;

/** Characters of the hash of a shown id, in base64url: 48 bits, so that two of a pool hardly ever have the same. */
const MARK_CHARACTERS = 8;

/**
 * Searches one page of the nearest 200 products in an order of relevance and diversity. The cursor marks what earlier pages
 * showed, so that nothing is shown twice while the catalog changes. Marks are short: a cursor must fit into the address of
 * a GET, with at most 10,240 bytes for it and all headers.
 */
export async function searchDiversePage(
  vectors: Pick<VectorStore, 'get'>,
  { live, query, request, options }: ResolvedSearch,
): Promise<SimilarPage> {
  const { limit, cursor, mmrLambda: lambda = 1 } = request;
  const listing = listingOf(live, request);
  const shown = cursor === undefined ? [] : splitMarks(readSimilarCursor(cursor, listing, isListOfMarks)[0]);
  const found = await live.search(query, { ...options, k: POOL, withVectors: true });
  const pool = await addVectors(vectors, live.modelVersion, found.neighbours);
  const marks = new Set(shown);
  const { shown: earlier = [], left: candidates = [] } = Object.groupBy(pool, ({ id }) =>
    marks.has(markOf(id)) ? 'shown' : 'left',
  );
  const before = earlier.map(({ vector }) => vector);
  const order = selectDiverse(candidates, { lambda, k: Math.min(limit, POOL - shown.length), before });
  const neighbours = order.map((at, i) => ({ ...candidates[at]!, rank: shown.length + i + 1 }));
  const all = [...shown, ...neighbours.map(({ id }) => markOf(id))];
  const hasMore = neighbours.length > 0 && candidates.length > neighbours.length && all.length < POOL;
  const nextCursor = hasMore ? writeSimilarCursor(listing, [all.join('')]) : undefined;
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

function markOf(id: string): string {
  return Buffer.from(sha256Hex(id), 'hex').toString('base64url').slice(0, MARK_CHARACTERS);
}

function splitMarks(joined: string): string[] {
  return Array.from({ length: joined.length / MARK_CHARACTERS }, (_, i) =>
    joined.slice(i * MARK_CHARACTERS, (i + 1) * MARK_CHARACTERS),
  );
}

function isListOfMarks(place: readonly unknown[]): place is readonly [marks: string] {
  const [marks] = place;
  if (place.length !== 1 || typeof marks !== 'string') return false;
  const count = marks.length / MARK_CHARACTERS;
  return Number.isInteger(count) && count >= 1 && count < POOL;
}
