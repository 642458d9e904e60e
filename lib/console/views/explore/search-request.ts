import type { SimilarFilter, SimilarRequest } from '../../../client/generated/schemas.ts';
import type { SearchState } from './search-state.ts';

/** Products on a page. */
export const PAGE_SIZE = 12;

/** The search as the API takes it: `POST /v1/similar:query`. */
export function buildRequest(state: SearchState, facets: readonly string[] = []): SimilarRequest {
  const { words, like, unlike } = state;
  const filter = filterOf(state);
  return {
    positive: [...like, ...(words === '' ? [] : [{ query: words }])],
    ...(unlike.length > 0 && { negative: unlike }),
    ...(filter && { filter }),
    ...(facets.length > 0 && { facets }),
    include: ['product', 'because'],
    limit: PAGE_SIZE,
  };
}

/**
 * Searches that count the values of fields which are filtered by: each without the filter of its own field, so that the reader
 * sees what another choice would lead to.
 */
export function buildCounts(
  state: SearchState,
  facets: readonly string[],
): { field: string; request: SimilarRequest }[] {
  const filtered = state.filters.map(({ field }) => field).filter((field) => facets.includes(field));
  return filtered.map((field) => {
    const others = { ...state, filters: state.filters.filter((one) => one.field !== field) };
    const { include: _none, ...request } = buildRequest(others, [field]);
    return { field, request: { ...request, limit: 1 } };
  });
}

function filterOf({ filters, priceFrom, priceTo }: SearchState): SimilarFilter | undefined {
  const bounds = { ...(priceFrom !== undefined && { gte: priceFrom }), ...(priceTo !== undefined && { lte: priceTo }) };
  const all: SimilarFilter[] = [
    ...filters.map(({ field, values }) => ({ field, in: values })),
    ...(Object.keys(bounds).length > 0 ? [{ field: 'price', range: bounds }] : []),
  ];
  return all.length > 1 ? { and: all } : all[0];
}
