import { useEffect, useState } from 'preact/hooks';
import type { KindredClient } from '../../../client/client.ts';
import { isProblem } from '../../../client/errors.ts';
import type { Product, SimilarProducts } from '../../../client/generated/schemas.ts';
import { type UsedRequest, useAction, useRequest } from '../../api/use-request.ts';
import { chooseFacetFields } from './facet-fields.ts';
import { buildCounts, buildRequest } from './search-request.ts';
import { formatSearch, hasExamples, type SearchState } from './search-state.ts';

/** A product of an answer. */
export type Neighbour = SimilarProducts['data'][number];
/** The values of a field and their counts. */
export type FacetValues = NonNullable<SimilarProducts['facets']>[string];

/** Products to begin with, and to learn from which fields there are. */
const SAMPLE_SIZE = 48;

/** Some products of the catalog, and the fields whose values are worth counting. */
export function useSample(): UsedRequest<{ products: readonly Product[]; facets: readonly string[] }> {
  return useRequest('sample', async (api, signal) => {
    const page = await api.listProducts({ limit: SAMPLE_SIZE }, { signal });
    const products = 'data' in page ? page.data.map((entry) => entry.product) : [];
    return { products, facets: chooseFacetFields(products) };
  });
}

/** An answer with all that the view shows of it. */
interface SearchAnswer {
  readonly answer: SimilarProducts;
  readonly facets: ReadonlyMap<string, FacetValues>;
  /** The key of the search that this answers. */
  readonly key: string;
}

export interface UsedSearch extends UsedRequest<SearchAnswer> {
  /** The products of all pages so far. */
  readonly neighbours: readonly Neighbour[];
  readonly hasMore: boolean;
  readonly isLoadingMore: boolean;
  readonly moreError: unknown;
  readonly loadMore: () => void;
}

/** Searches, and counts the values of these fields. Without an example nothing is searched. */
export function useSearch(state: SearchState, facets: readonly string[] | undefined): UsedSearch {
  // The compared version is no part of this search.
  const key = formatSearch({ ...state, compare: '' }).toString();
  const isReady = facets !== undefined && hasExamples(state);
  const first = useRequest(isReady ? key : undefined, (api, signal) => search(api, state, facets ?? [], key, signal));
  const [more, setMore] = useState<readonly SimilarProducts[]>([]);
  useEffect(() => setMore([]), [key, first.value]);
  const pages = first.value ? [first.value.answer, ...more] : [];
  const cursor = pages.at(-1)?.nextCursor ?? undefined;
  const next = useAction(
    (api, of: string) =>
      api.querySimilar({ body: { ...buildRequest(state), cursor: cursor ?? null } }).then((page) => ({ of, page })),
    ({ of, page }) => of === key && setMore((before) => [...before, page]),
  );
  return {
    ...first,
    neighbours: pages.flatMap((page) => page.data),
    hasMore: cursor !== undefined,
    isLoadingMore: next.isRunning,
    moreError: next.error,
    loadMore: () => next.run(key),
  };
}

async function search(
  api: KindredClient,
  state: SearchState,
  facets: readonly string[],
  key: string,
  signal: AbortSignal,
): Promise<SearchAnswer> {
  const counts = buildCounts(state, facets);
  const [answer, counted] = await Promise.all([
    api.querySimilar({ body: buildRequest(state, facets) }, { signal }),
    counts.length === 0
      ? { data: [] }
      : api.querySimilarBatch({ body: { queries: counts.map(({ request }) => request) } }, { signal }),
  ]);
  const values = new Map(Object.entries(answer.facets ?? {}));
  for (const entry of counted.data) {
    const { field } = counts[entry.index]!;
    const found = 'result' in entry ? entry.result.facets?.[field] : undefined;
    if (found) values.set(field, found);
  }
  return { answer, facets: values, key };
}

/** Products by their ids; those that do not exist are missing. */
export function useProducts(ids: readonly string[]): UsedRequest<ReadonlyMap<string, Product>> {
  return useRequest(JSON.stringify([...ids].sort()), async (api, signal) => {
    const found = await Promise.all(ids.map((id) => readProduct(api, id, signal)));
    return new Map(found.filter((product) => product !== undefined).map((product) => [product.id, product]));
  });
}

async function readProduct(api: KindredClient, id: string, signal: AbortSignal): Promise<Product | undefined> {
  try {
    const answer = await api.listProducts({ id }, { signal });
    return 'product' in answer ? answer.product : undefined;
  } catch (error) {
    if (isProblem(error, 'product-not-found')) return undefined;
    throw error;
  }
}
