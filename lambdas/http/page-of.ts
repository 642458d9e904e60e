import type { QueryParameters } from './query-parameters.ts';

const DEFAULT_LIMIT = 20;

/** `limit` (1 to 100, default 20) and `cursor` of a listing. @throws HttpProblem when either cannot be read */
export function pageOf(query: QueryParameters): { limit: number; cursor?: string } {
  const limit = query.wholeNumber('limit', { min: 1, max: 100 }) ?? DEFAULT_LIMIT;
  const cursor = query.text('cursor');
  return cursor === undefined ? { limit } : { limit, cursor };
}
