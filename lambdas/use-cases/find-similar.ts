import type { Product } from '../core/catalog/product.ts';
import type { Neighbour } from '../core/search/search-exact.ts';
import type { ProductStore } from '../ports/product-store.ts';
import type { ServedSpace, SimilarSearch } from '../ports/similar-search.ts';
import type { VectorStore } from '../ports/vector-store.ts';
import { productNotFound } from './get-product.ts';
import { readProducts } from './read-products.ts';
import { UseCaseError } from './use-case-error.ts';

export interface FindSimilarPorts {
  readonly products: ProductStore;
  readonly vectors: VectorStore;
  readonly search: SimilarSearch;
}

export interface FindSimilarRequest {
  readonly id: string;
  /** At least 1. */
  readonly limit: number;
  /** Inclusive. */
  readonly minScore?: number | undefined;
  readonly excludeIds?: readonly string[];
  /** Whether the neighbours' products are read too. */
  readonly withProducts?: boolean;
}

export interface SimilarProducts {
  readonly neighbours: readonly (Neighbour & { readonly product?: Product })[];
  readonly modelVersion: string;
  /** RFC 3339: changes up to here are in. */
  readonly asOf: string;
  /** False when there may be more like it than the engine can reach. */
  readonly complete: boolean;
}

/**
 * The products most similar to one among the vectors of `live`; the product itself is left out.
 * @throws UseCaseError `model-not-ready`, `product-not-found`, `embedding-pending`
 */
export async function findSimilar(ports: FindSimilarPorts, request: FindSimilarRequest): Promise<SimilarProducts> {
  const live = await ports.search.live();
  if (live === undefined) {
    throw new UseCaseError('model-not-ready', 'no model version is live: train one by uploading training data');
  }
  const query = await queryVector(ports, live, request.id);
  const { neighbours, complete } = await live.search(query, {
    k: request.limit,
    excludeIds: new Set([request.id, ...(request.excludeIds ?? [])]),
    ...(request.minScore !== undefined && { minScore: request.minScore }),
  });
  const { modelVersion, asOf } = live;
  const data = request.withProducts ? await withProducts(ports.products, neighbours) : neighbours;
  return { neighbours: data, modelVersion, asOf, complete };
}

/** From the engine, or from the store: for a product that was embedded a moment ago, and where the engine has none at hand. */
async function queryVector(
  { products, vectors }: FindSimilarPorts,
  live: ServedSpace,
  id: string,
): Promise<Float32Array> {
  const known = live.vectorOf(id);
  if (known) return known;
  const [stored, product] = await Promise.all([vectors.get(id, live.modelVersion), products.get(id)]);
  if (product === undefined) throw productNotFound(id);
  if (stored === undefined) {
    throw new UseCaseError(
      'embedding-pending',
      `product ${id} has no vector under the live version ${live.modelVersion}`,
    );
  }
  return stored.vector;
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
