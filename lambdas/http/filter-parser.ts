import { CodedError } from '../core/errors/coded-error.ts';
import { type Filter, type InRange, parseNumber } from '../core/search/filter.ts';
import { type EscapedText, findSign, plainText, readEscapedText, splitAtSign } from './escaped-text.ts';

const MAX_ALTERNATIVES = 50;
/** The signs with a meaning in a condition. */
const SIGNS = ':|!*<>.';

/** A condition that cannot be read. The message says what is wrong and what to write instead. */
export class FilterSyntaxError extends CodedError<'filter-syntax'> {
  constructor(message: string) {
    super('filter-syntax', message);
  }
}

/**
 * Reads one condition of the query string: `FIELD:VALUE`, `FIELD:!VALUE` for the contrary. The value is `*` for any, or
 * one or several of these, separated by bars: a word, a range `10..20`, `10..`, `..20`, or a comparison `>10`, `>=10`,
 * `<10`, `<=10`. A backslash makes the next sign a part of the word. Whether the field exists and holds numbers is
 * checked in core/search/check-filter.ts.
 * @throws FilterSyntaxError
 */
export function parseCondition(text: string, ignoreCase: boolean): Filter {
  const letters = readEscapedText(text, SIGNS);
  const colon = findSign(letters, ':');
  if (colon < 1) throw new FilterSyntaxError(describeMissingField(text));
  const field = plainText(letters.slice(0, colon));
  const value = letters.slice(colon + 1);
  const isNot = isSign(value, 0, '!');
  const positive = parseValue(field, isNot ? value.slice(1) : value, ignoreCase);
  return isNot ? { op: 'not', of: positive } : positive;
}

function describeMissingField(text: string): string {
  if (text.trim() === '') return 'it is empty, expected FIELD:VALUE such as brand:Ridge';
  const [, field, sign, value] = /^([\w.]+)\s*([<>]=?|!?=)(.*)$/.exec(text) ?? [];
  if (field === undefined)
    return 'it does not begin with a field and a colon, expected FIELD:VALUE such as brand:Ridge';
  const meant = sign === '=' ? '' : sign === '!=' ? '!' : sign;
  return `it has no colon after its field: write ${field}:${meant}${value}`;
}

function parseValue(field: string, value: EscapedText, ignoreCase: boolean): Filter {
  if (value.length === 0)
    throw new FilterSyntaxError(`it has no value: ${field}:* means any value, and ${field}:!* means none`);
  if (value.length === 1 && isSign(value, 0, '*')) return { op: 'exists', field };
  const alternatives = splitAtSign(value, '|');
  if (alternatives.length > MAX_ALTERNATIVES)
    throw new FilterSyntaxError(`it has ${alternatives.length} alternatives, expected at most ${MAX_ALTERNATIVES}`);
  const words: string[] = [];
  const of: Filter[] = [];
  for (const one of alternatives) {
    const range = parseComparison(field, one) ?? parseRange(field, one);
    if (range) of.push(range);
    else words.push(parseWord(one));
  }
  if (words.length > 0) of.unshift({ op: 'in', field, words, ...(ignoreCase && { ignoreCase }) });
  return of.length === 1 ? of[0]! : { op: 'or', of };
}

const COMPARISONS = { '>': 'above', '>=': 'min', '<': 'below', '<=': 'max' } as const;

function parseComparison(field: string, value: EscapedText): InRange | undefined {
  const first = isSign(value, 0, '>') || isSign(value, 0, '<') ? value[0]!.char : undefined;
  if (first === undefined) return undefined;
  const sign = `${first}${value[1]?.char === '=' ? '=' : ''}` as keyof typeof COMPARISONS;
  const bound = readBound(plainText(value.slice(sign.length)), `write \\${first} for a word that begins with ${first}`);
  if (bound === undefined)
    throw new FilterSyntaxError(`it has no number after ${sign}, expected one such as ${sign}10`);
  return { op: 'range', field, [COMPARISONS[sign]]: bound };
}

function parseRange(field: string, value: EscapedText): InRange | undefined {
  const at = value.findIndex((_, i) => isSign(value, i, '.') && isSign(value, i + 1, '.'));
  if (at < 0) return undefined;
  const hint = 'write \\.. for two dots in a word';
  const min = readBound(plainText(value.slice(0, at)), hint);
  const max = readBound(plainText(value.slice(at + 2)), hint);
  if (min === undefined && max === undefined)
    throw new FilterSyntaxError('it has a range without bounds, expected at least one: 10.., ..20 or 10..20');
  return { op: 'range', field, ...(min !== undefined && { min }), ...(max !== undefined && { max }) };
}

function readBound(text: string, hint: string): number | undefined {
  if (text === '') return undefined;
  const bound = parseNumber(text);
  if (bound !== undefined) return bound;
  throw new FilterSyntaxError(`${JSON.stringify(text)} is no number such as 10 or 19.5: ${hint}`);
}

function parseWord(value: EscapedText): string {
  if (value.length === 0) throw new FilterSyntaxError('it has an empty alternative: write \\| for a bar in a word');
  if (isSign(value, 0, '!'))
    throw new FilterSyntaxError('"!" stands once, before all alternatives: write \\! for a word that begins with it');
  if (isSign(value, 0, '*') || isSign(value, value.length - 1, '*'))
    throw new FilterSyntaxError(
      '"*" stands alone, for any value: write \\* for the sign; parts of words are not found',
    );
  return plainText(value);
}

function isSign(text: EscapedText, at: number, sign: string): boolean {
  return text[at]?.char === sign && !text[at]!.isEscaped;
}
