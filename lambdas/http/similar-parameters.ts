import { type FieldKinds, filterFieldNames, productFields } from '../core/catalog/product.ts';
import type { Condition } from '../core/search/filter.ts';
import { isFieldName } from '../core/search/product-fields.ts';
import type { GroupLimit } from '../core/search/search-exact.ts';
import { invalidRequest } from './problems.ts';
import type { QueryParameters } from './query-parameters.ts';

const DEFAULT_LIMIT = 10;
const MAX_LIMIT = 100;
const MAX_EXCLUDED_IDS = 1000;
const MAX_CONDITIONS = 20;
const MAX_VALUES = 50;
const MAX_PER_GROUP = 100;
const NUMBER = String.raw`-?\d{1,15}(?:\.\d{1,20})?`;
const RANGE = new RegExp(`^(${NUMBER})?\\.\\.(${NUMBER})?$`);
const FIELDS = `${filterFieldNames.join(', ')}, attributes.NAME or payload.NAME`;
/** The kinds of the filter fields. An attribute has none: its values may be words or numbers. */
const kinds = new Map<string, keyof FieldKinds>(filterFieldNames.map((name) => [name, productFields[name].kind]));

/** All query parameters of a search for similar products. @throws HttpProblem `malformed-parameter`, `invalid-request` */
export function readSimilarParameters(query: QueryParameters) {
  return {
    limit: query.wholeNumber('limit', { min: 1, max: MAX_LIMIT }) ?? DEFAULT_LIMIT,
    cursor: query.text('cursor'),
    filter: readFilter(query),
    excludeIds: query.list('excludeIds', MAX_EXCLUDED_IDS),
    groups: readGroupLimit(query),
    minScore: query.number('minScore', { min: -1, max: 1 }),
    withProducts: query.choice('include', ['product']) === 'product',
  };
}

/**
 * The conditions of `filter`, which may be given several times; a product must meet all of them. The forms are `field:word`,
 * `field:word|word` for one of several words, and `field:10..20`, `field:10..` or `field:..20` for a number in a range.
 * `\|` and `\\` are a bar and a backslash in a word.
 * @throws HttpProblem `invalid-request`
 */
function readFilter(query: QueryParameters): Condition[] {
  return query.all('filter', MAX_CONDITIONS).map(readCondition);
}

/** The limit `maxPerGroup` (1 to 100) for the products of one value of the field `groupBy` (default `brand`). @throws HttpProblem */
function readGroupLimit(query: QueryParameters): GroupLimit | undefined {
  const max = query.wholeNumber('maxPerGroup', { min: 1, max: MAX_PER_GROUP });
  const field = query.text('groupBy');
  if (field !== undefined && max === undefined) throw wrong('groupBy', 'is given without maxPerGroup, expected both');
  if (field !== undefined && !isFieldName(field)) throw wrong('groupBy', `is ${quoted(field)}, expected ${FIELDS}`);
  return max === undefined ? undefined : { field: field ?? 'brand', max };
}

function readCondition(text: string): Condition {
  const colon = text.indexOf(':');
  const field = text.slice(0, Math.max(colon, 0));
  if (!isFieldName(field))
    throw wrong('filter', `${quoted(text)} does not begin with a field, expected ${FIELDS}, then a colon`);
  const value = text.slice(colon + 1);
  const range = hasWordsOnly(field) ? null : RANGE.exec(value);
  if (range) return rangeCondition(field, text, range[1], range[2]);
  const anyOf = splitWords(value);
  if (anyOf.some((word) => word === '')) throw wrong('filter', `${quoted(text)} has an empty word`);
  if (anyOf.length > MAX_VALUES) throw wrong('filter', `has ${anyOf.length} words, expected at most ${MAX_VALUES}`);
  if (kinds.get(field) === 'number' && anyOf.some((word) => !Number.isFinite(Number(word)))) {
    throw wrong('filter', `${quoted(text)} has a ${field} that is not a number`);
  }
  return { field, anyOf };
}

function rangeCondition(field: string, text: string, min: string | undefined, max: string | undefined): Condition {
  if (min === undefined && max === undefined)
    throw wrong('filter', `${quoted(text)} has no bound, expected at least one`);
  const range = { min: min === undefined ? undefined : Number(min), max: max === undefined ? undefined : Number(max) };
  if ((range.min ?? -Infinity) <= (range.max ?? Infinity)) return { field, ...range };
  throw wrong('filter', `${quoted(text)} has a lower bound above its upper bound`);
}

/** Whether the values of a field are always words. */
function hasWordsOnly(field: string): boolean {
  const kind = kinds.get(field);
  return kind === 'text' || kind === 'category';
}

/** Splits at the bars without a backslash before them. */
function splitWords(value: string): string[] {
  const words = [''];
  for (const [part] of value.matchAll(/\\[\\|]|./gsu)) {
    if (part === '|') words.push('');
    else words.push(`${words.pop()}${part.length === 2 && part[0] === '\\' ? part[1] : part}`);
  }
  return words;
}

function wrong(parameter: string, detail: string) {
  return invalidRequest([{ parameter, code: 'wrong-value', detail }]);
}

function quoted(text: string): string {
  return JSON.stringify(text.slice(0, 100));
}
