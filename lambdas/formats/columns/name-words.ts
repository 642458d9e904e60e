import { foldName } from '../../core/catalog/payload-names.ts';

/** Letters that are one letter with a mark, but do not decompose into the two. */
const PLAIN_LETTERS: Readonly<Record<string, string>> = { ß: 'ss', ø: 'o', æ: 'ae', œ: 'oe', ł: 'l', đ: 'd', ı: 'i' };
const MARKS = /\p{M}/gu;
/** What a name says about its values, such as a unit or a currency: `Price (EUR)`, `Gewicht [kg]`. */
const REMARK = /\s*[([{][^)\]}]*[)\]}]/g;
/** Feeds of Google Merchant write `g:price`. */
const NAMESPACE = /^g:/i;

/** A name in small letters without accents. */
function plainLetters(name: string): string {
  const small = name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[ßøæœłđı]/g, (letter) => PLAIN_LETTERS[letter]!);
  // Composed again, so that scripts whose letters decompose into parts (Hangul, Kana) are as people write them.
  return /^[\p{ASCII}\p{M}]*$/u.test(small) ? small.replace(MARKS, '') : small.normalize('NFC');
}

/**
 * A name as names of columns are compared: without case, accents, spaces and signs. `Größe_EU` gives `grosseeu`.
 */
export function foldColumnName(name: string): string {
  return foldName(plainLetters(name.replace(NAMESPACE, '')));
}

/** The forms of a name to compare, the whole name first: `Body (HTML)` gives `bodyhtml`, `body`. */
export function foldedForms(name: string): string[] {
  const [whole, short] = [foldColumnName(name), foldColumnName(name.replace(REMARK, ''))];
  return short === '' || short === whole ? [whole] : [whole, short];
}

/**
 * The words of a name, in small letters without accents. A word ends at a sign, before a capital letter after a small
 * one, and at a digit: `variantSKU_2` gives `variant`, `sku`.
 */
export function splitNameWords(name: string): string[] {
  const parts = name.replace(NAMESPACE, '').replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2');
  return plainLetters(parts)
    .split(/[^\p{L}]+/u)
    .filter((word) => word !== '');
}
