import type { FeatureReading } from './feature-config.ts';
import { findSizeUnit, UNIT_PATTERN } from './size-units.ts';

/** `18 1/2`, `18-1/2`, `1/2`, `1,000`, `18.5`, `18,5`, `.5`, `18`. */
const NUMBER =
  '(?:\\d{1,9}[ -]{1,2}\\d{1,4}[/⁄]\\d{1,4}|\\d{1,4}[/⁄]\\d{1,4}|\\d{1,3}(?:,\\d{3})+(?:\\.\\d{1,9})?|\\d{1,9}[.,]\\d{1,9}|\\.\\d{1,9}|\\d{1,9})';
const NUMBERS = new RegExp(NUMBER, 'g');
/** Numbers that share a unit, as in `8 x 6.5 x 3 in`, and the unit. */
const SIZE = new RegExp(
  `(?<![\\p{L}\\p{N}.,/⁄])(${NUMBER}(?:\\s?[x×*]\\s?${NUMBER})*)(?:([\\s-]{0,2})(${UNIT_PATTERN})(?![\\p{L}\\p{N}]))?`,
  'gu',
);
const WHOLE_SIZE = new RegExp(`^${NUMBER}[\\s-]{0,2}(?:${UNIT_PATTERN})$`, 'u');
/** `pack of 6`. */
const PACK_OF = /(?<!\p{L})(?:pack|set|box|case)\s+of\s+(\d{1,9})(?![\p{L}\p{N}])/gu;
/** Before a number that is a size of clothes or shoes: the letter after it is a width or another size. */
const NUMBER_OF_CLOTHES = /(?<![\p{L}\p{N}])size:?\s{0,2}$/u;
const MIXED = /^(?:(\d+)[ -]+)?(\d+)[/⁄](\d+)$/;
const GROUPED = /^\d{1,3}(?:,\d{3})+(?:\.\d+)?$/;
/** Sizes are compared to this many places. */
const PLACES = 1000;

/**
 * The sizes in a text, in one form: `18.5in`, `18.5 inch`, `18-1/2"` and `18½"` give `18.5in`. A number with a decimal
 * point or fraction and without a unit is a size too, `2.4`. Whole numbers without a unit are words alone.
 * @param folded A text as `foldWritten` gives it.
 * @param reading From 4 on `24/7` is no size, nor is the letter of `size 9 M`.
 */
export function readSizes(folded: string, reading: FeatureReading): string[] {
  // Most texts of most catalogs have no number.
  if (!/\d/.test(folded)) return [];
  const packs = [...folded.matchAll(PACK_OF)].map(([, count]) => `${Number(count)}pcs`);
  return [...[...folded.matchAll(SIZE)].flatMap((match) => formatSizes(match, folded, reading)), ...packs];
}

/** Whether a text is one number with a unit: `16gb`. */
export function isSize(folded: string): boolean {
  return WHOLE_SIZE.test(folded);
}

function formatSizes(match: RegExpExecArray, text: string, reading: FeatureReading): string[] {
  const [whole, written = '', gap = '', spelling] = match;
  const numbers = written.match(NUMBERS) ?? [];
  const rest = text.slice(match.index + whole.length);
  const isClothing = reading > 3 && NUMBER_OF_CLOTHES.test(text.slice(0, match.index));
  const isUnit = spelling !== undefined && !isClothing && !isPreposition(spelling, gap, rest, written);
  const unit = isUnit ? findSizeUnit(spelling) : undefined;
  return numbers.flatMap((number) => {
    const value = parseAmount(number);
    if (value === undefined) return [];
    if (unit) return [`${roundSize(value * unit.factor)}${unit.name}`];
    return /[.,/⁄]/.test(number) && !(reading > 3 && isImproper(number)) ? [`${roundSize(value)}`] : [];
  });
}

/** `2 in 1` and `3 in a box` name no inches: there `in` stands between a whole number and a word. */
function isPreposition(spelling: string, gap: string, rest: string, written: string): boolean {
  return spelling === 'in' && gap !== '' && /^\s+[\p{L}\p{N}]/u.test(rest) && !/[.,/⁄]/.test(written);
}

/** `24/7`, `16/9`: two numbers, and no fraction of something. */
function isImproper(number: string): boolean {
  const [, whole, over, under] = MIXED.exec(number) ?? [];
  return whole === undefined && Number(over) >= Number(under);
}

/** Undefined for a fraction over 0. */
function parseAmount(number: string): number | undefined {
  const mixed = MIXED.exec(number);
  if (mixed) {
    const [, whole = '0', over, under] = mixed;
    return Number(under) === 0 ? undefined : Number(whole) + Number(over) / Number(under);
  }
  return Number(GROUPED.test(number) ? number.replaceAll(',', '') : number.replace(',', '.'));
}

function roundSize(value: number): number {
  return Math.round(value * PLACES) / PLACES;
}
