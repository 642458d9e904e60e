/** A value of a filter. */
export type FilterValue = string | number | boolean;

/** The values of a field of which a product must have one. */
interface FieldFilter {
  readonly field: string;
  readonly values: readonly FilterValue[];
}

/** What is searched for: words, examples of what is wanted and what is not, and filters. The address holds it. */
export interface SearchState {
  /** Words, or an id. */
  readonly words: string;
  /** Ids of products that are wanted more of. */
  readonly like: readonly string[];
  /** Ids of products that are wanted less of. */
  readonly unlike: readonly string[];
  readonly filters: readonly FieldFilter[];
  readonly priceFrom: number | undefined;
  readonly priceTo: number | undefined;
  /** The version whose ranking is shown beside that of the live one; empty for none. */
  readonly compare: string;
}

export const nothing: SearchState = {
  words: '',
  like: [],
  unlike: [],
  filters: [],
  priceFrom: undefined,
  priceTo: undefined,
  compare: '',
};

/** Before the name of a field in the address: `in.brand=Ridge`. */
const FIELD = 'in.';

/** Reads the search of an address. What cannot be read is left out. */
export function parseSearch(query: URLSearchParams): SearchState {
  const fields = [...new Set([...query.keys()].filter((key) => key.startsWith(FIELD)))];
  return {
    words: query.get('q') ?? '',
    like: query.getAll('like'),
    unlike: query.getAll('unlike'),
    filters: fields.map((key) => ({ field: key.slice(FIELD.length), values: query.getAll(key).map(parseValue) })),
    priceFrom: parseNumber(query.get('from')),
    priceTo: parseNumber(query.get('to')),
    compare: query.get('compare') ?? '',
  };
}

/** The address of a search. */
export function formatSearch(state: SearchState): URLSearchParams {
  const { words, like, unlike, filters, priceFrom, priceTo, compare } = state;
  return new URLSearchParams([
    ...(words === '' ? [] : [['q', words]]),
    ...like.map((id) => ['like', id]),
    ...unlike.map((id) => ['unlike', id]),
    ...filters.flatMap(({ field, values }) => values.map((value) => [FIELD + field, formatValue(value)])),
    ...(priceFrom === undefined ? [] : [['from', String(priceFrom)]]),
    ...(priceTo === undefined ? [] : [['to', String(priceTo)]]),
    ...(compare === '' ? [] : [['compare', compare]]),
  ]);
}

/** A text that looks like another kind of value is written with quotes, as in JSON. */
const OTHER_KIND = /^(true|false|-?\d.*|".*)$/s;

function formatValue(value: FilterValue): string {
  return typeof value === 'string' && !OTHER_KIND.test(value) ? value : JSON.stringify(value);
}

function parseValue(text: string): FilterValue {
  if (!OTHER_KIND.test(text)) return text;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' ? text : (value as FilterValue);
  } catch {
    return text;
  }
}

function parseNumber(text: string | null): number | undefined {
  const value = Number(text?.trim() || Number.NaN);
  return Number.isFinite(value) ? value : undefined;
}

/** Whether there is anything to compare products with. */
export function hasExamples({ words, like }: SearchState): boolean {
  return words !== '' || like.length > 0;
}

/** Wants more products like this one. If it was an example of what is not wanted, it is none any more. */
export function wantMore(state: SearchState, id: string): SearchState {
  const { like, unlike } = state;
  return { ...state, like: [...like.filter((one) => one !== id), id], unlike: unlike.filter((one) => one !== id) };
}

/** Wants fewer products like this one. */
export function wantLess(state: SearchState, id: string): SearchState {
  const { like, unlike } = state;
  return { ...state, like: like.filter((one) => one !== id), unlike: [...unlike.filter((one) => one !== id), id] };
}

/** Takes a product out of the examples. */
export function forget(state: SearchState, id: string): SearchState {
  const others = (ids: readonly string[]) => ids.filter((one) => one !== id);
  return { ...state, like: others(state.like), unlike: others(state.unlike) };
}

/** Sets or removes a value of a filter. */
export function toggleValue(state: SearchState, field: string, value: FilterValue): SearchState {
  const before = valuesOf(state, field);
  const values = before.includes(value) ? before.filter((one) => one !== value) : [...before, value];
  const others = state.filters.filter((one) => one.field !== field);
  return { ...state, filters: values.length === 0 ? others : [...others, { field, values }] };
}

/** The values that are set for a field. */
export function valuesOf({ filters }: SearchState, field: string): readonly FilterValue[] {
  return filters.find((one) => one.field === field)?.values ?? [];
}

/** How many values and bounds are set. */
export function countFilters({ filters, priceFrom, priceTo }: SearchState): number {
  const bounds = [priceFrom, priceTo].filter((bound) => bound !== undefined).length;
  return filters.reduce((sum, { values }) => sum + values.length, bounds);
}

/** The same examples without filters. */
export function withoutFilters(state: SearchState): SearchState {
  return { ...state, filters: [], priceFrom: undefined, priceTo: undefined };
}
