import type { Product } from '../../core/catalog/product.ts';
import { isBetter, type Neighbour } from '../../core/search/best-neighbours.ts';
import type { Filter } from '../../core/search/filter.ts';
import type { GroupLimit } from '../../core/search/search-exact.ts';
import type { ProductStore } from '../../ports/product-store.ts';
import type { ServedIndex, SimilarSearch } from '../../ports/similar-search.ts';
import type { VectorStore } from '../../ports/vector-store.ts';
import { productNotFound } from '../catalog/get-product.ts';
import { readProducts } from '../catalog/read-products.ts';
import { UseCaseError } from '../common/use-case-error.ts';
import { readSimilarCursor, type SimilarPosition, writeSimilarCursor } from './similar-cursor.ts';

/** How far down the ranking pages go. */
const MAX_REACH = 1000;

export interface FindSimilarPorts {
  readonly products: ProductStore;
  readonly vectors: VectorStore;
  readonly search: SimilarSearch;
}

/** What may be among the neighbours. */
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
  /** Of the page before. */
  readonly cursor?: string | undefined;
  /** Whether the neighbours' products are read too. */
  readonly withProducts?: boolean;
}

export interface SimilarProducts {
  readonly neighbours: readonly (Neighbour & { readonly product?: Product })[];
  /** Products that the neighbours were chosen from; null where the engine does not look at all. */
  readonly totalCandidates: number | null;
  /** False when there may be more like it than the engine can reach. */
  readonly complete: boolean;
  /** For the next page, where there is one. */
  readonly nextCursor: string | undefined;
  readonly modelVersion: string;
  /** RFC 3339: changes up to here are in. */
  readonly asOf: string;
  /** True when changes since could not be read. */
  readonly stale: boolean;
}

/**
 * The products most similar to one among the vectors of `live`; the product itself is left out. Pages are cut
 * by score and id, so that none is given twice while the catalog changes.
 * @throws UseCaseError `model-not-ready`, `product-not-found`, `embedding-pending`, `invalid-cursor`, `cursor-expired`
 */
export async function findSimilar(ports: FindSimilarPorts, request: FindSimilarRequest): Promise<SimilarProducts> {
  const { live, query } = await liveQuery(ports, request.id);
  const page = await pageOf(live, query, request);
  const { modelVersion, asOf, stale } = live;
  const neighbours = request.withProducts ? await withProducts(ports.products, page.neighbours) : page.neighbours;
  return { ...page, neighbours, modelVersion, asOf, stale };
}

/** The space of `live` and a product's vector in it: from the engine, or from the store where it has none at hand. */
async function liveQuery(ports: FindSimilarPorts, id: string): Promise<{ live: ServedIndex; query: Float32Array }> {
  let live = await liveIndex(ports);
  let query = live.vectorOf(id);
  while (query === undefined) {
    const { modelVersion } = live;
    const stored = await storedVector(ports, modelVersion, id);
    // What was served before that reading may be gone.
    live = await liveIndex(ports);
    query = live.modelVersion === modelVersion ? stored : live.vectorOf(id);
  }
  return { live, query };
}

async function liveIndex({ search }: FindSimilarPorts): Promise<ServedIndex> {
  const live = await search.live();
  if (live) return live;
  throw new UseCaseError('model-not-ready', 'no model version is live: train one by uploading training data');
}

async function storedVector(
  { products, vectors }: FindSimilarPorts,
  modelVersion: string,
  id: string,
): Promise<Float32Array> {
  const [stored, product] = await Promise.all([vectors.get(id, modelVersion), products.get(id)]);
  if (product === undefined) throw productNotFound(id);
  if (stored) return stored.vector;
  throw new UseCaseError('embedding-pending', `product ${id} has no vector under the live version ${modelVersion}`);
}

async function pageOf(
  live: ServedIndex,
  query: Float32Array,
  { id, limit, cursor, withProducts: _, ...choice }: FindSimilarRequest,
) {
  const listing = { modelVersion: live.modelVersion, request: [id, choice] };
  const after = cursor === undefined ? undefined : readSimilarCursor(cursor, listing);
  const reach = Math.min((after?.shown ?? 0) + limit, MAX_REACH);
  const excludeIds = new Set([id, ...(choice.excludeIds ?? [])]);
  // One more than is shown, to know whether there is more.
  const found = await live.search(query, { ...choice, excludeIds, k: reach + 1 });
  const { neighbours, candidates, complete } = found;
  const page = neighbours.slice(0, reach).filter((one) => after === undefined || isBetter(after, one));
  const shown = page.slice(0, limit);
  const last = shown.at(-1);
  const hasMore = last !== undefined && reach < MAX_REACH && (neighbours.length > reach || page.length > limit);
  const position: SimilarPosition | undefined = hasMore
    ? { ...last, shown: (after?.shown ?? 0) + shown.length }
    : undefined;
  const nextCursor = position && writeSimilarCursor(listing, position);
  return { neighbours: shown, totalCandidates: candidates ?? null, complete, nextCursor };
}

async function withProducts(
  products: ProductStore,
  neighbours: readonly Neighbour[],
): Promise<(Neighbour & { product?: Product })[]> {
  const found = await readProducts(
    products,
    neighbours.map(({ id }) => id),
  );
  return neighbours.map((neighbour) => {
    const product = found.get(neighbour.id)?.product;
    return product ? { ...neighbour, product } : neighbour;
  });
}
