import { errorText } from '../core/errors/error-text.ts';
import type { Filter } from '../core/search/filter.ts';
import { FilterSyntaxError, parseCondition } from './filter-parser.ts';
import { invalidRequest } from './problems.ts';
import { readIdParameter } from './product-parameters.ts';
import type { QueryParameters } from './query-parameters.ts';

/** Limits of a search for similar products. */
export const similarLimits = {
  limit: 100,
  defaultLimit: 10,
  /** Of a query string. A body may have more. */
  excludeIds: 1000,
  /** Conditions in the form of the query string. */
  conditions: 20,
  perGroup: 100,
  facets: 10,
} as const;

/** What each product of an answer can have besides its id and score. */
export const INCLUDES = ['product', 'vector', 'because'] as const;

/** What may fill a page that would be too short. */
export const FALLBACKS = ['category'] as const;

/** The parameters of a search, and names that are used for them elsewhere. */
export const similarParameters = {
  limit: ['k', 'n', 'top', 'topK', 'count', 'size', 'neighbours', 'numResults'],
  cursor: ['after', 'page', 'offset', 'nextCursor'],
  filter: ['filters', 'where', 'fq'],
  ignoreCase: ['caseSensitive', 'caseInsensitive'],
  excludeIds: ['exclude', 'excludeId', 'exclude_ids'],
  excludeSameGroup: ['groupAttribute', 'excludeGroup', 'excludeVariants', 'exclude_same_group'],
  maxPerGroup: ['groupLimit', 'groupSize'],
  groupBy: ['group', 'group_by'],
  facets: ['facet', 'aggs', 'aggregations'],
  minScore: ['threshold', 'minSimilarity', 'min_score'],
  mmrLambda: ['mmr', 'lambda', 'diversity'],
  fallback: ['fill', 'backfill'],
  include: ['fields', 'with'],
} as const;

/**
 * All query parameters of a search for similar products. The names of fields are checked by the search, which knows
 * the fields of the products.
 * @param others Further parameters of the operation (default none).
 * @throws HttpProblem `malformed-parameter`, `invalid-request`
 */
export function readSimilarParameters(query: QueryParameters, others: readonly string[] = []) {
  query.refuseOthers({ ...similarParameters, ...Object.fromEntries(others.map((name) => [name, []])) });
  return {
    limit: query.wholeNumber('limit', { min: 1, max: similarLimits.limit }) ?? similarLimits.defaultLimit,
    cursor: query.text('cursor'),
    filter: readFilter(query),
    excludeIds: query.list('excludeIds', similarLimits.excludeIds),
    excludeSameGroup: readField(query, 'excludeSameGroup'),
    ...readGroups(query),
    facets: readFacets(query),
    minScore: query.number('minScore', { min: -1, max: 1 }),
    mmrLambda: query.number('mmrLambda', { min: 0, max: 1 }),
    fallback: query.choice('fallback', FALLBACKS),
    include: query.choices('include', INCLUDES),
  };
}

/** The same, with the id of the product in the query. @throws HttpProblem as `readSimilarParameters` */
export function readSimilarOfQuery(query: QueryParameters) {
  return { ...readIdParameter(query), ...readSimilarParameters(query, ['id']) };
}

/** The conditions of `filter`, which may be given several times; a product must meet all of them. @throws HttpProblem */
export function readFilter(query: QueryParameters): Filter | undefined {
  const ignoreCase = query.choice('ignoreCase', ['true', 'false']) === 'true';
  const of = query.all('filter', similarLimits.conditions).map((text) => {
    const read = readCondition(text, ignoreCase);
    if (typeof read === 'string') throw wrong('filter', read);
    return read;
  });
  return of.length === 0 ? undefined : { op: 'and', of };
}

/** The limit `maxPerGroup` (1 to 100) for the products of one value of the field `groupBy`. @throws HttpProblem */
function readGroups(query: QueryParameters): { maxPerGroup: number | undefined; groupBy: string | undefined } {
  const maxPerGroup = query.wholeNumber('maxPerGroup', { min: 1, max: similarLimits.perGroup });
  const groupBy = readField(query, 'groupBy');
  if (groupBy === undefined || maxPerGroup !== undefined) return { maxPerGroup, groupBy };
  throw wrong('groupBy', 'is given without maxPerGroup, expected both');
}

function readFacets(query: QueryParameters): string[] | undefined {
  const names = query.list('facets', similarLimits.facets);
  return names.length === 0 ? undefined : names;
}

function readField(query: QueryParameters, name: string): string | undefined {
  const field = query.text(name);
  if (field === '') throw wrong(name, 'is empty, expected the name of a field or attribute, such as item_group_id');
  return field;
}

/** The condition of a text, or why it cannot be read. */
export function readCondition(text: string, ignoreCase: boolean): Filter | string {
  try {
    return parseCondition(text, ignoreCase);
  } catch (cause) {
    if (!(cause instanceof FilterSyntaxError)) throw cause;
    return `${JSON.stringify(text.slice(0, 100))} cannot be read: ${errorText(cause)}`;
  }
}

function wrong(parameter: string, detail: string) {
  return invalidRequest([{ parameter, code: 'wrong-value', detail }]);
}
