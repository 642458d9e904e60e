import { MAX_CODES, MISSING_CODE, type NumberColour, OTHER_CODE, type WordColour } from './product-map.ts';

/** A colour, and the code of each product (N). */
export interface CodedColour<Colour> {
  readonly colour: Colour;
  readonly codes: Uint8Array;
}

/** Codes words: the 254 most frequent have codes of their own. Equally frequent ones are in the order of their texts. */
export function codeWords(field: string, words: readonly (string | undefined)[]): CodedColour<WordColour> {
  const found = new Map<string, number>();
  for (const word of words) if (word !== undefined) found.set(word, (found.get(word) ?? 0) + 1);
  const sorted = [...found].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
  const kept = sorted.slice(0, MAX_CODES);
  const codeOf = new Map(kept.map(([word], code) => [word, code]));
  const codes = Uint8Array.from(words, (word) =>
    word === undefined ? MISSING_CODE : (codeOf.get(word) ?? OTHER_CODE),
  );
  const counts = kept.map(([, count]) => count);
  return {
    colour: {
      ...{ field, kind: 'words', values: kept.map(([word]) => word), counts },
      others: sorted.slice(MAX_CODES).reduce((sum, [, count]) => sum + count, 0),
      missing: codes.reduce((sum, code) => sum + (code === MISSING_CODE ? 1 : 0), 0),
    },
    codes,
  };
}

/** Codes numbers by quantiles. Equal quantiles are one bound, so that the same number always has the same code. */
export function codeNumbers(field: string, numbers: readonly (number | undefined)[]): CodedColour<NumberColour> {
  const sorted = Float64Array.from(numbers.filter((one) => one !== undefined)).sort();
  const quantiles = Array.from(
    { length: Math.min(MAX_CODES, sorted.length) },
    (_, i, count = Math.min(MAX_CODES, sorted.length)) => sorted[Math.ceil(((i + 1) * sorted.length) / count) - 1]!,
  );
  const bounds = [...new Set(quantiles)];
  const codes = Uint8Array.from(numbers, (one) => (one === undefined ? MISSING_CODE : findBound(bounds, one)));
  return { colour: { field, kind: 'number', bounds, missing: numbers.length - sorted.length }, codes };
}

/** The place of the first bound that is not below a number; the last bound is the largest number. */
function findBound(bounds: readonly number[], number: number): number {
  let [low, high] = [0, bounds.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (bounds[middle]! < number) low = middle + 1;
    else high = middle;
  }
  return low;
}
