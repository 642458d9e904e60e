import { parseAmount, resolveAmount } from '../../values/amounts.ts';
import type { ShopVariant } from './shop-product.ts';

/** The texts between separators, trimmed, without empty ones. A separator after a backslash belongs to the text. */
export function splitList(text: string, separator: string): string[] {
  const parts: string[] = [];
  for (const part of text.split(separator)) {
    const last = parts.at(-1);
    if (last?.endsWith('\\')) parts[parts.length - 1] = last.slice(0, -1) + separator + part;
    else parts.push(part);
  }
  return parts.map((part) => part.trim()).filter((part) => part !== '');
}

const YES = new Set(['1', 'true', 'yes', 'y', 'on', 'active', 'enabled', 'published', 'visible', 'ja', 'si', 'oui']);
const NO = new Set([
  '0',
  '-1',
  'false',
  'no',
  'n',
  'off',
  'draft',
  'archived',
  'disabled',
  'unlisted',
  'hidden',
  'nein',
]);

/** A flag as exports write it; undefined if the text is none. */
export function parseFlag(text: string | undefined): boolean | undefined {
  if (text === undefined) return undefined;
  const word = text.trim().toLowerCase();
  return YES.has(word) ? true : NO.has(word) ? false : undefined;
}

/**
 * The amount of a price, or another number; undefined if the cell is empty or holds none. Exports write a point before
 * fractions, or a comma before other than three digits.
 */
export function readPrice(text: string | undefined): number | undefined {
  const amount = text === undefined ? undefined : parseAmount(text);
  return amount && resolveAmount(amount, '.');
}

/** The currency of a price: `19.99 USD`; undefined if it names none. */
export function readCurrency(text: string | undefined): string | undefined {
  return text === undefined ? undefined : parseAmount(text)?.currency;
}

/**
 * The prices of a variant that may be on sale. Whether a sale with dates is on depends on the day of reading: its price
 * is kept, but not taken.
 */
export function choosePrice(
  regularPrice: number | undefined,
  salePrice: number | undefined,
  hasDates = false,
): Pick<ShopVariant, 'price' | 'regularPrice' | 'salePrice'> {
  if (salePrice === undefined || salePrice <= 0) return { price: regularPrice };
  return hasDates ? { price: regularPrice, salePrice } : { price: salePrice, regularPrice };
}

/** The distinct texts, a line each: a short description before the long one. Undefined if there is none. */
export function joinTexts(...texts: readonly (string | undefined)[]): string | undefined {
  const known = [...new Set(texts)].filter((text) => text !== undefined);
  return known.length === 0 ? undefined : known.join('\n');
}
