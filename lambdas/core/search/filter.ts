import { categoryFieldNames, type FieldValue, getField, type ProductFields } from './product-fields.ts';

/** The field has one of these words. `compileCondition` says what is equal. */
export interface InWords {
  readonly op: 'in';
  readonly field: string;
  /** At least one. Of a category, a step, or a path from its first step on: `Home > Lamps`. */
  readonly words: readonly string[];
  /** Whether upper and lower case are the same. @default false */
  readonly ignoreCase?: boolean | undefined;
}

/** The field is a number within these bounds, of which at least one is given. */
export interface InRange {
  readonly op: 'range';
  readonly field: string;
  /** Inclusive. */
  readonly min?: number | undefined;
  /** Inclusive. */
  readonly max?: number | undefined;
  /** Exclusive. */
  readonly above?: number | undefined;
  /** Exclusive. */
  readonly below?: number | undefined;
}

/** The field has any value. */
interface HasValue {
  readonly op: 'exists';
  readonly field: string;
}

/** The field has exactly this value, as another product has it. A value that is not compared equals none. */
interface SameValue {
  readonly op: 'same';
  readonly field: string;
  readonly value: FieldValue;
}

/** A test of one field. */
export type Condition = InWords | InRange | HasValue | SameValue;

/** A tree of conditions. `not` is the exact contrary: a product without the field meets a `not` of any condition on it. */
export type Filter =
  | Condition
  | { readonly op: 'and'; readonly of: readonly Filter[] }
  | { readonly op: 'or'; readonly of: readonly Filter[] }
  | { readonly op: 'not'; readonly of: Filter };

/** Tests the value of one field; undefined for a product without the field. */
export type ValueTest = (value: FieldValue | undefined) => boolean;

/** The conditions of a tree, in order. */
export function listConditions(filter: Filter): Condition[] {
  if (filter.op === 'and' || filter.op === 'or') return filter.of.flatMap(listConditions);
  return filter.op === 'not' ? listConditions(filter.of) : [filter];
}

/** Makes the test of whether a product with these fields meets a filter. */
export function compileFilter(filter: Filter): (fields: ProductFields | undefined) => boolean {
  if (filter.op === 'not') {
    const meets = compileFilter(filter.of);
    return (fields) => !meets(fields);
  }
  if (filter.op === 'and' || filter.op === 'or') {
    const parts = filter.of.map(compileFilter);
    return filter.op === 'and'
      ? (fields) => parts.every((meets) => meets(fields))
      : (fields) => parts.some((meets) => meets(fields));
  }
  const test = compileCondition(filter);
  return (fields) => test(getField(fields, filter.field));
}

/**
 * Makes the test of a condition. A word equals a text with the same characters, so `0010` and `10` are two codes. It
 * equals a number if it is a decimal number of the same value (10, 10.0, 1e1; not 010), and a flag if it is `true` or
 * `false`. Of a list, any element counts.
 */
export function compileCondition(condition: Condition): ValueTest {
  switch (condition.op) {
    case 'in':
      return compileWords(condition);
    case 'range':
      return compileRange(condition);
    case 'exists':
      return (value) => value !== undefined && value !== '';
    case 'same': {
      const key = formatGroupKey(condition.value);
      return (value) => key !== undefined && formatGroupKey(value) === key;
    }
  }
}

/** The key of the group of products with this value; undefined if the value makes no group. */
export function formatGroupKey(value: FieldValue | undefined): string | undefined {
  return value === undefined || value === null ? undefined : JSON.stringify(value);
}

const NUMBER = /^-?(?:0|[1-9]\d{0,14})(?:\.\d{1,20})?(?:e[+-]?\d{1,3})?$/i;

/** The number that a word is, or undefined: a decimal number without leading zeros, and not a number in another form. */
export function parseNumber(word: string): number | undefined {
  const value = NUMBER.test(word) ? Number(word) : Number.NaN;
  return Number.isFinite(value) ? value : undefined;
}

/** A path of a category as its fields have it: `Home>Lamps` -> `Home > Lamps`. */
export function formatPath(word: string): string {
  return word
    .split('>')
    .map((step) => step.trim())
    .join(' > ');
}

/** A text in the form in which texts are compared: one code for characters that can be written in two ways (NFC). */
export function foldText(text: string, ignoreCase = false): string {
  const one = hasOneForm(text) ? text : text.normalize('NFC');
  // First to upper case: ß and SS, or the two small sigmas, have one upper case.
  return ignoreCase ? one.toUpperCase().toLowerCase() : one;
}

/** Combining signs have codes from here on, so a text of smaller ones can be written in one way only. */
const FIRST_COMBINING = 0x300;

/** Whether a text is in NFC by its codes alone: to ask `normalize` takes ten times as long. */
function hasOneForm(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) >= FIRST_COMBINING) return false;
  return true;
}

function compileWords({ field, words, ignoreCase }: InWords): ValueTest {
  const fold = (text: string) => foldText(text, ignoreCase);
  const texts = new Set((categoryFieldNames.has(field) ? words.map(formatPath) : words).map(fold));
  const numbers = new Set(words.map(parseNumber));
  return (value) => {
    if (value === undefined || value === null) return false;
    if (typeof value === 'string') return texts.has(fold(value));
    if (typeof value === 'number') return numbers.has(value);
    return typeof value === 'boolean' ? texts.has(String(value)) : value.some((one) => texts.has(fold(one)));
  };
}

function compileRange({ min = -Infinity, max = Infinity, above = -Infinity, below = Infinity }: InRange): ValueTest {
  return (value) => typeof value === 'number' && value >= min && value <= max && value > above && value < below;
}
