import type { Product } from '../../core/catalog/product.ts';
import type { Neighbour } from '../../core/search/best-neighbours.ts';
import { findMisspelledFields } from '../../core/search/check-filter.ts';
import type { FieldCatalog } from '../../core/search/field-catalog.ts';
import { listConditions } from '../../core/search/filter.ts';
import { FIELD_MAPS, isFieldName, type ProductFields, readFilterFields } from '../../core/search/product-fields.ts';
import type { ProductStore } from '../../ports/product-store.ts';
import type { ServedIndex, SimilarSearch } from '../../ports/similar-search.ts';
import type { VectorStore } from '../../ports/vector-store.ts';
import { getProduct, productNotFound, readWhyNotEmbeddable } from '../catalog/get-product.ts';
import { readProducts } from '../catalog/read-products.ts';
import { invalidRequestParts, UseCaseError } from '../common/use-case-error.ts';
import { filterFault, resolveChoice, type SimilarChoice } from './search-choice.ts';
import { type FindSimilarRequest, searchPage } from './similar-pages.ts';

export interface FindSimilarPorts {
  readonly products: ProductStore;
  readonly vectors: VectorStore;
  readonly search: SimilarSearch;
}

export interface SimilarProducts {
  readonly neighbours: readonly (Neighbour & { readonly product?: Product })[];
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
  /** Why the live model cannot embed the product. There are no neighbours then. */
  readonly notEmbeddable?: string;
}

/**
 * Finds the products most similar to a product under the live version, without the product itself. Pages are cut by score
 * and id, so no product appears twice while the catalog changes. A product that the model cannot embed has no neighbours.
 * @throws UseCaseError `model-not-ready`, `product-not-found`, `embedding-pending`, `invalid-request`, `invalid-cursor`,
 * `cursor-expired`
 */
export async function findSimilar(ports: FindSimilarPorts, request: FindSimilarRequest): Promise<SimilarProducts> {
  // Only the value of its group is needed, so the product is read only then.
  const own = request.excludeSameGroup === undefined ? {} : await readFields(ports.products, request.id);
  const { live, query } = await readQuery(ports, request.id);
  const { modelVersion, asOf, stale } = live;
  // Without `fieldsNear` there is no `await`, because the index is refreshed in place.
  const near = live.fieldsNear && typeof query !== 'string' ? await readGroupFields(live, query, request) : undefined;
  const options = resolveChoice(request, live.fields, own, near);
  if (typeof query === 'string') return { ...NOTHING, modelVersion, asOf, stale, notEmbeddable: query };
  const page = await searchPage(live, query, request, options);
  if (page.neighbours.length === 0) await refuseMisspelledFields(live, query, request);
  const neighbours = request.withProducts ? await addProducts(ports.products, page.neighbours) : page.neighbours;
  return { ...page, neighbours, modelVersion, asOf, stale };
}

/** Fields near the query, if a group is given by a name whose field is to be found. */
async function readGroupFields(
  { fieldsNear }: ServedIndex,
  query: Float32Array,
  { groupBy, excludeSameGroup }: SimilarChoice,
): Promise<FieldCatalog | undefined> {
  const names = [groupBy, excludeSameGroup].filter((name) => name !== undefined && !isFieldName(name));
  if (names.length === 0) return undefined;
  return fieldsNear?.(query, (seen) => {
    const known = seen.fieldNames();
    return names.every((name) => FIELD_MAPS.some((map) => known.has(`${map}.${name}`)));
  });
}

/**
 * Refuses a filter that found nothing, if an engine that does not know all fields has seen none that it names, but a
 * similar one.
 * @throws UseCaseError `invalid-request`
 */
async function refuseMisspelledFields(
  { fieldsNear }: ServedIndex,
  query: Float32Array,
  { filter, cursor }: FindSimilarRequest,
): Promise<void> {
  if (filter === undefined || cursor !== undefined || fieldsNear === undefined) return;
  const names = listConditions(filter).map(({ field }) => field);
  const seen = await fieldsNear(query, (known) => names.every((name) => known.fieldNames().has(name)));
  const faults = findMisspelledFields(filter, seen).map((detail) => filterFault(detail));
  if (faults.length > 0) throw invalidRequestParts(faults);
}

const NOTHING = { neighbours: [], totalCandidates: 0, complete: true, nextCursor: undefined } as const;

async function readFields(products: ProductStore, id: string): Promise<ProductFields> {
  const { product } = await getProduct({ products }, id);
  return readFilterFields(product);
}

/** The vector of a product, or the reason why the model has none for it. */
type Query = Float32Array | string;

/** The live index and a product's vector in it: from the engine, or from the store if the engine does not hold it. */
async function readQuery(ports: FindSimilarPorts, id: string): Promise<{ live: ServedIndex; query: Query }> {
  let live = await requireLiveIndex(ports);
  let query: Query | undefined = live.vectorOf(id);
  while (query === undefined) {
    const { modelVersion } = live;
    const stored = await readVector(ports, modelVersion, id);
    // The read takes time, and the index may have been replaced meanwhile.
    live = await requireLiveIndex(ports);
    query = live.modelVersion === modelVersion ? stored : live.vectorOf(id);
  }
  return { live, query };
}

async function requireLiveIndex({ search }: FindSimilarPorts): Promise<ServedIndex> {
  const live = await search.live();
  if (live) return live;
  throw new UseCaseError('model-not-ready', 'no model version is live: upload training data to train one');
}

async function readVector({ products, vectors }: FindSimilarPorts, modelVersion: string, id: string): Promise<Query> {
  const [stored, product] = await Promise.all([vectors.get(id, modelVersion), products.get(id)]);
  if (product === undefined) throw productNotFound(id);
  if (stored) return stored.vector;
  const reason = await readWhyNotEmbeddable(vectors, modelVersion, id, product.revision);
  if (reason !== undefined) return reason;
  throw new UseCaseError('embedding-pending', `product ${id} has no vector under the live version ${modelVersion} yet`);
}

async function addProducts(
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
