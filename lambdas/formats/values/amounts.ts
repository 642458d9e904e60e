import { type DecimalMark, decimalMarkOf, findCurrency, hasThreeDigits } from './currencies.ts';

/** A number as people write it, with or without a currency. */
export type Amount =
  /** Its digits have one meaning. `mark` is the decimal mark that it proves, if it proves one. */
  | { readonly value: number; readonly mark?: DecimalMark; readonly currency?: string }
  /** `1.299` or `1,299`: the separator may stand before a fraction or between thousands. */
  | { readonly separator: DecimalMark; readonly digits: readonly [string, string]; readonly currency?: string };

/** No amount that people write is longer. A bound for the patterns below. */
const MAX_CHARACTERS = 40;

/** Sign, currency, sign, digits with their separators, `.-` for no fraction, currency, and the footnote of a price. */
const SHAPE = /^([-+]?)([^\d,+-]*?)([-+]?)([.,]?\d(?:[.,' ]?\d)*)((?:[.,]-{1,2})?)([^\d,+-]*?)\s*\*?$/;
/** A point after letters ends a short form: `Rs.500` is not half a rupee. */
const SHORT_FORM = /(\p{L})\.(?=\d)/u;
const WITH_EXPONENT = /^[-+]?\d+(?:\.\d+)?e[-+]?\d+$/i;

const DIGITS = /^\d+$/;
const SPACED = /^\d{1,3}(?:[ ']\d{3})+(?:([.,])\d+)?$/;
const FRACTION_ONLY = /^[.,]\d+$/;
/** Thousands in groups of three; in India only the last group has three digits. */
const GROUPED = {
  '.': /^\d{1,3}(?:\.\d{3})+$/,
  ',': /^(?:\d{1,3}(?:,\d{3})+|\d{1,2}(?:,\d{2})*,\d{3})$/,
} as const;

/**
 * Reads a number as people write it: `1.234,56 EUR`, `$1,299`, `1 299,00 kr`, `CHF 1'234.50`, `1299.-`, `-5`, `1.5e3`.
 * @returns undefined for what is not one number with certainty: a range, `from 15`, `5.99/kg`, any other word.
 */
export function parseAmount(text: string): Amount | undefined {
  if (text.length > MAX_CHARACTERS) return undefined;
  const plain = plainDigits(text);
  if (WITH_EXPONENT.test(plain)) return { value: Number(plain) };
  const [, sign, before, innerSign, digits, end, after] = SHAPE.exec(plain.replace(SHORT_FORM, '$1')) ?? [];
  if (digits === undefined || (sign && innerSign)) return undefined;
  const currency = readCurrency(before!.trim(), after!.trim());
  if (currency === undefined) return undefined;
  const amount = readDigits(digits, end !== '');
  if (amount === undefined) return undefined;
  const isNegative = sign === '-' || innerSign === '-';
  const signed = isNegative ? negate(amount) : amount;
  return currency === '' ? signed : { ...signed, currency };
}

/**
 * The value of an amount.
 * @param mark The decimal mark of its column, if that is known.
 * @returns undefined if neither the column nor the currency decides what its separator means.
 */
export function resolveAmount(amount: Amount, mark: DecimalMark | undefined): number | undefined {
  if ('value' in amount) return amount.value;
  const { separator, digits, currency } = amount;
  const asFraction = Number(digits.join('.'));
  const asThousands = Number(digits.join(''));
  const usual = currency === undefined ? undefined : decimalMarkOf(currency);
  // `$1,299` is 1299 in a column of `1.234,56 EUR` too: its own currency says more than the other values.
  if (usual !== undefined && usual !== separator) return asThousands;
  if (mark !== undefined) return mark === separator ? asFraction : asThousands;
  if (usual === undefined) return undefined;
  // Prices in most currencies have no fraction of three digits: then either the mark or the group is unusual.
  return hasThreeDigits(currency!) ? asFraction : undefined;
}

/** Any digits as 0 to 9, any spaces and apostrophes as one kind, any dash as `-`. */
function plainDigits(text: string): string {
  if (/^[\x20-\x7e]*$/.test(text)) return text.trim();
  return text
    .normalize('NFKC')
    .replace(/[٠-٩]/g, (digit) => String(digit.charCodeAt(0) - 0x660))
    .replace(/[۰-۹]/g, (digit) => String(digit.charCodeAt(0) - 0x6f0))
    .replaceAll('٫', '.')
    .replace(/[٬’‘´`]/g, "'")
    .replace(/[−–—]/g, '-')
    .replace(/[\s\u200e\u200f\u061c]+/g, ' ')
    .trim();
}

/** The currency of an amount; '' for none, undefined if a word is no currency or two of them differ. */
function readCurrency(before: string, after: string): string | undefined {
  const [first, second] = [before, after].map((text) => (text === '' ? '' : findCurrency(text)));
  if (first === undefined || second === undefined) return undefined;
  if (first !== '' && second !== '' && first !== second) return isDollar(before) ? second : undefined;
  return first || second;
}

/** `$12.00 CAD`: the sign is that of several currencies. */
function isDollar(text: string): boolean {
  return text === '$';
}

function readDigits(digits: string, isWhole: boolean): Amount | undefined {
  if (DIGITS.test(digits)) return { value: Number(digits) };
  const spaced = SPACED.exec(digits);
  if (spaced) return certain(digits.replace(/[ ']/g, ''), spaced[1] as DecimalMark | undefined);
  if (/[ ']/.test(digits)) return undefined;
  if (FRACTION_ONLY.test(digits)) return certain(`0${digits}`, digits[0] as DecimalMark);
  const last = Math.max(digits.lastIndexOf('.'), digits.lastIndexOf(','));
  const mark = digits[last] as DecimalMark;
  const other = mark === '.' ? ',' : '.';
  if (digits.includes(other)) {
    const isWritten = GROUPED[other].test(digits.slice(0, last)) && DIGITS.test(digits.slice(last + 1));
    return isWritten && !isWhole ? certain(digits.replaceAll(other, ''), mark) : undefined;
  }
  return readOneSeparator(digits, mark, isWhole);
}

/** Digits with one kind of separator, once or several times. */
function readOneSeparator(digits: string, separator: DecimalMark, isWhole: boolean): Amount | undefined {
  const parts = digits.split(separator);
  const thousands = { value: Number(parts.join('')), mark: separator === '.' ? ',' : '.' } as const;
  if (parts.length > 2 || isWhole) return GROUPED[separator].test(digits) ? thousands : undefined;
  const [whole, fraction] = parts as [string, string];
  if (whole === '' || fraction === '') return undefined;
  const mayBeGroup = fraction.length === 3 && whole.length <= 3 && !whole.startsWith('0');
  return mayBeGroup ? { separator, digits: [whole, fraction] } : certain(digits, separator);
}

function certain(digits: string, mark: DecimalMark | undefined): Amount {
  const value = Number(mark === ',' ? digits.replace(',', '.') : digits);
  return mark === undefined ? { value } : { value, mark };
}

function negate(amount: Amount): Amount {
  if ('value' in amount) return { ...amount, value: -amount.value };
  return { ...amount, digits: [`-${amount.digits[0]}`, amount.digits[1]] };
}
