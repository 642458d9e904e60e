import type { Product } from '../../core/catalog/product.ts';
import type { Neighbour } from '../../core/search/best-neighbours.ts';
import type { FieldCatalog } from '../../core/search/field-catalog.ts';
import { readFilterFields } from '../../core/search/product-fields.ts';
import { averageExamples, type Examples } from '../../core/search/queries/search-examples.ts';
import type { ProductStore } from '../../ports/product-store.ts';
import { IndexReplaced, type SearchQuery } from '../../ports/similar-search.ts';
import { readProducts } from '../catalog/read-products.ts';
import { invalidRequestParts, UseCaseError } from '../common/use-case-error.ts';
import { type CategoryNeighbour, findOfCategory } from './category-fallback.ts';
import { POOL, searchDiversePage } from './diverse-pages.ts';
import { type ExplainNeighboursPorts, explainNeighbours } from './explain-neighbours.ts';
import { type ReadExamplesPorts, readExamples } from './read-examples.ts';
import { readVectors } from './read-vectors.ts';
import { resolveChoice } from './search-choice.ts';
import { readGroupFields, refuseMisspelledFields } from './seen-field-checks.ts';
import { MAX_RANK, type ResolvedSearch, type SimilarPage, searchPage } from './similar-pages.ts';
import type { Example, SimilarProduct, SimilarProducts, SimilarQuery, UnreadExample } from './similar-query.ts';

export type FindSimilarPorts = ReadExamplesPorts & ExplainNeighboursPorts;

/**
 * Finds products by examples under the live version, as `findInOneIndex` does. If the index is replaced meanwhile, it finds them
 * once more, in the index that is live then.
 * @throws as `findInOneIndex`; IndexReplaced if that index is replaced too
 */
export async function findSimilar(ports: FindSimilarPorts, request: SimilarQuery): Promise<SimilarProducts> {
  try {
    return await findInOneIndex(ports, request);
  } catch (cause) {
    if (!(cause instanceof IndexReplaced)) throw cause;
    return findInOneIndex(ports, request);
  }
}

/**
 * Finds products by examples under the live version, without the examples themselves. Pages are cut by score and id, so no
 * product appears twice while the catalog changes. Examples without a vector are left out and listed in the answer.
 * @throws UseCaseError `model-not-ready`, `invalid-request`, `invalid-cursor`, `cursor-expired`; `product-not-found` or
 * `embedding-pending` if no positive example has a vector; IndexReplaced
 */
export async function findInOneIndex(ports: FindSimilarPorts, request: SimilarQuery): Promise<SimilarProducts> {
  const products = await readOwnProducts(ports.products, request);
  const { live, examples, unread } = await readExamples(ports, request, products);
  const query = queryOf(request, examples);
  const given = listPositiveProducts(request, products);
  // Without `fieldsNear` there is no `await`, because the index is refreshed in place.
  const near = live.fieldsNear && query ? await readGroupFields(live, query, request) : undefined;
  const options = resolveOptions(request, given, live.fields, near);
  const page = query === undefined ? NO_PAGE : await searchOnePage(ports, { live, query, request, options });
  if (query && page.neighbours.length === 0) await refuseMisspelledFields(live, query, request);
  const short = page.nextCursor === undefined && request.fallback ? request.limit - page.neighbours.length : 0;
  const { modelVersion, asOf, stale } = live;
  const reach = isDiverse(request) ? POOL : MAX_RANK;
  const search = { search: ports.search, modelVersion, query, products: given, options, reach, k: short };
  const ofCategory = short > 0 ? await findOfCategory(search) : [];
  const neighbours = [...page.neighbours, ...ofCategory];
  if (query === undefined && neighbours.length === 0) refuseUnread(unread[0]!);
  return {
    ...page,
    neighbours: await addDetails(ports, modelVersion, { request, unread }, neighbours),
    modelVersion,
    asOf,
    stale,
    ...(request.facets && { facets: nameFacets(request.facets, options.facets!, page.facets) }),
    ...(query === undefined && { notEmbeddable: unread[0]!.detail }),
    unreadExamples: unread,
  };
}

const NO_PAGE: SimilarPage = { neighbours: [], totalCandidates: 0, complete: true, nextCursor: undefined };

/** The facets by the names that the request has for their fields. */
function nameFacets(names: readonly string[], fields: readonly string[], found: SimilarPage['facets']) {
  if (found === undefined) return null;
  return Object.fromEntries(names.map((name, i) => [name, found[fields[i]!]!]));
}

/** @throws UseCaseError unless the example is one that the model cannot embed */
function refuseUnread({ code, detail }: UnreadExample): void {
  if (code !== 'product-not-embeddable') throw new UseCaseError(code, detail);
}

/** The stored products of positive examples, if their values are needed: their groups, or their categories. */
async function readOwnProducts(
  products: Pick<ProductStore, 'get'>,
  { positive, excludeSameGroup, fallback }: SimilarQuery,
): Promise<ReadonlyMap<string, Product> | undefined> {
  if (excludeSameGroup === undefined && fallback === undefined) return undefined;
  const ids = positive.flatMap((example) => ('id' in example ? [example.id] : []));
  const stored = await readProducts(products, ids);
  return new Map([...stored].map(([id, { product }]) => [id, product]));
}

function listPositiveProducts({ positive }: SimilarQuery, stored?: ReadonlyMap<string, Product>): Product[] {
  return positive.flatMap((example) => {
    const product = 'product' in example ? example.product : 'id' in example ? stored?.get(example.id) : undefined;
    return product ? [product] : [];
  });
}

/** What is searched for; undefined if no positive example has a vector. @throws UseCaseError `invalid-request` */
function queryOf({ strategy }: SimilarQuery, examples: Examples): SearchQuery | undefined {
  if (examples.positive.length === 0) return undefined;
  if (strategy === 'best') return examples;
  const query = averageExamples(examples);
  if (examples.positive.length + examples.negative.length === 1 || query.some((x) => x !== 0)) return query;
  const isOneSide = examples.negative.length === 0;
  const detail = `cancel out ${isOneSide ? 'each other' : 'the positive examples'}: give other examples, or weights`;
  throw invalidRequestParts([{ path: [isOneSide ? 'positive' : 'negative'], code: 'wrong-value', detail }]);
}

function resolveOptions(
  request: SimilarQuery,
  products: readonly Product[],
  ...fields: readonly [known: FieldCatalog | undefined, near: FieldCatalog | undefined]
): ResolvedSearch['options'] {
  const [known, near] = fields;
  const options = resolveChoice(request, known, products.map(readFilterFields), near);
  const own = [...request.positive, ...request.negative].flatMap(idsOf);
  const excludeIds = new Set([...own, ...(request.excludeIds ?? [])]);
  return { ...options, excludeIds, withVectors: request.include.includes('vector') };
}

function idsOf(example: Example): string[] {
  if ('id' in example) return [example.id];
  return 'product' in example ? [example.product.id] : [];
}

function searchOnePage(ports: FindSimilarPorts, search: ResolvedSearch): Promise<SimilarPage> {
  return isDiverse(search.request) ? searchDiversePage(ports.vectors, search) : searchPage(search);
}

function isDiverse({ mmrLambda = 1 }: SimilarQuery): boolean {
  return mmrLambda < 1;
}

/** The neighbours with what the request includes. */
async function addDetails(
  ports: FindSimilarPorts,
  modelVersion: string,
  { request, unread }: { readonly request: SimilarQuery; readonly unread: readonly UnreadExample[] },
  neighbours: readonly (Neighbour | CategoryNeighbour)[],
): Promise<SimilarProduct[]> {
  const { products, vectors } = ports;
  const { include } = request;
  const ids = neighbours.map(({ id }) => id);
  const found = include.includes('product') ? await readProducts(products, ids) : undefined;
  const withVectors = include.includes('vector');
  const missing = withVectors ? neighbours.filter(({ vector }) => vector === undefined).map(({ id }) => id) : [];
  const read = await readVectors(vectors, modelVersion, missing);
  const reasons = include.includes('because')
    ? await explainNeighbours(ports, modelVersion, request, neighbours, unread)
    : undefined;
  return neighbours.map(({ vector: held, ...neighbour }) => {
    const product = found?.get(neighbour.id)?.product;
    const vector = withVectors ? (held ?? read.get(neighbour.id)) : undefined;
    const because = reasons?.get(neighbour.id);
    return {
      ...neighbour,
      ...(product && { product }),
      ...(vector && { vector: Array.from(vector) }),
      ...(because && { because }),
    };
  });
}
