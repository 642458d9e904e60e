import type { Condition } from '../core/search/filter.ts';
import { isFieldName } from '../core/search/product-fields.ts';
import type { GroupLimit } from '../core/search/search-exact.ts';
import { invalidRequest } from './problems.ts';
import type { QueryParameters } from './query-parameters.ts';

const MAX_CONDITIONS = 20;
const MAX_VALUES = 50;
const MAX_PER_GROUP = 100;
const NUMBER = String.raw`-?\d{1,15}(?:\.\d{1,20})?`;
const RANGE = new RegExp(`^(${NUMBER})?\\.\\.(${NUMBER})?$`);
const FIELDS = 'brand, category, price or attributes.NAME';

/**
 * The conditions of `filter`, which may come several times, all of which hold: `field:word`, `field:word|word` for one of
 * several words, `field:10..20`, `field:10..` or `field:..20` for a number in a range. `\|` and `\\` stand for themselves.
 * @throws HttpProblem `invalid-request`
 */
export function filterOf(query: QueryParameters): Condition[] {
  return query.all('filter', MAX_CONDITIONS).map(conditionOf);
}

/** `maxPerGroup` (1 to 100), and the field whose values are groups, `groupBy` (default `brand`). @throws HttpProblem */
export function groupsOf(query: QueryParameters): GroupLimit | undefined {
  const max = query.wholeNumber('maxPerGroup', { min: 1, max: MAX_PER_GROUP });
  const field = query.text('groupBy');
  if (field !== undefined && max === undefined) throw wrong('groupBy', 'needs maxPerGroup beside it');
  if (field !== undefined && !isFieldName(field)) throw wrong('groupBy', `is ${quoted(field)}, expected ${FIELDS}`);
  return max === undefined ? undefined : { field: field ?? 'brand', max };
}

function conditionOf(text: string): Condition {
  const colon = text.indexOf(':');
  const field = text.slice(0, Math.max(colon, 0));
  if (!isFieldName(field)) throw wrong('filter', `${quoted(text)} is on no field, expected ${FIELDS}, then a colon`);
  const value = text.slice(colon + 1);
  const range = isOfWords(field) ? null : RANGE.exec(value);
  if (range) return between(field, text, range[1], range[2]);
  const anyOf = wordsOf(value);
  if (anyOf.some((word) => word === '')) throw wrong('filter', `${quoted(text)} asks for an empty word`);
  if (anyOf.length > MAX_VALUES) throw wrong('filter', `${anyOf.length} words, expected at most ${MAX_VALUES}`);
  if (field === 'price' && anyOf.some((word) => !Number.isFinite(Number(word)))) {
    throw wrong('filter', `${quoted(text)} asks for a price that is no number`);
  }
  return { field, anyOf };
}

function between(field: string, text: string, min: string | undefined, max: string | undefined): Condition {
  if (min === undefined && max === undefined)
    throw wrong('filter', `${quoted(text)} has no bound, expected one at least`);
  const range = { min: min === undefined ? undefined : Number(min), max: max === undefined ? undefined : Number(max) };
  if ((range.min ?? -Infinity) <= (range.max ?? Infinity)) return { field, ...range };
  throw wrong('filter', `${quoted(text)} ends before it begins`);
}

/** Whether the values of a field are never numbers. */
function isOfWords(field: string): boolean {
  return field === 'brand' || field === 'category';
}

/** Splits at bars that no backslash stands before. */
function wordsOf(value: string): string[] {
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
