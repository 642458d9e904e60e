import type { Product } from '../../catalog/product.ts';
import { CURRENT_READING } from '../../features/feature-config.ts';
import { foldPlural } from '../../features/plurals.ts';
import { splitWords } from '../../features/words.ts';
import { isMatching } from '../../likeness/matching.ts';
import { selectIndependent, type TrainingSet } from '../data/training-set.ts';

/** Of products with several pairs, so many may stand on both sides if the anchors are searches: errors of the data. */
const MAX_ON_BOTH_SIDES = 0.02;
/** With fewer searches data is not read as that of searches: too few to choose anything by. */
export const MIN_SEARCHES = 200;

/**
 * Finds the searches: texts that are only asked with. They are anchors of pairs, never an answer, and in no group. In
 * data without a direction about half of the products with several pairs stand on both sides. There none is a search,
 * and neither in a matching, where a product has one pair.
 *
 * A search is a text of a row, or a product of the catalog that has a title alone while most answers have more. Other
 * products are asked for again, such as the phone of a case.
 * @returns rows of `products`
 */
export function findSearches(set: TrainingSet): Set<number> {
  const { pairs, groups } = selectIndependent(set);
  const [asked, answers] = [new Map<number, number>(), new Map<number, number>()];
  for (const { anchor, positive } of pairs) {
    asked.set(anchor, (asked.get(anchor) ?? 0) + 1);
    answers.set(positive, (answers.get(positive) ?? 0) + 1);
  }
  const several = [...new Set([...asked.keys(), ...answers.keys()])].filter(
    (row) => (asked.get(row) ?? 0) + (answers.get(row) ?? 0) > 1,
  );
  const onBothSides = several.filter((row) => asked.has(row) && answers.has(row)).length;
  const degrees = Int32Array.from(set.products, (_, row) => (asked.get(row) ?? 0) + (answers.get(row) ?? 0));
  if (pairs.length === 0 || isMatching(degrees) || onBothSides > MAX_ON_BOTH_SIDES * several.length) return new Set();
  const inGroups = new Set(groups.flatMap(({ items }) => [...items]));
  const isText = findTexts(set, [...answers.keys()]);
  return new Set([...asked.keys()].filter((row) => isText(row) && !answers.has(row) && !inGroups.has(row)));
}

/** Which rows are texts and not products. @param answers Rows that are products. */
function findTexts({ products, catalogSize }: TrainingSet, answers: readonly number[]): (row: number) => boolean {
  const bare = answers.filter((row) => hasOnlyTitle(products[row]!)).length;
  const productsHaveMore = 2 * bare < answers.length;
  return (row) => hasOnlyTitle(products[row]!) && (row >= catalogSize || productsHaveMore);
}

function hasOnlyTitle({ id: _, title, ...more }: Product): boolean {
  return title !== undefined && Object.values(more).every(isEmpty);
}

/** Whether a field says nothing: it is missing, or an empty text, list or object. */
function isEmpty(value: unknown): boolean {
  return value === undefined || value === '' || (typeof value === 'object' && Object.keys(value ?? {}).length === 0);
}

/**
 * Groups searches that ask the same: their words are equal as the features read them, without case, signs, spaces, accents,
 * compatibility forms and endings of plurals. `Red  Mugs` and `red mug` are one search.
 * @returns the rows of each group, in the order of `searches`
 */
export function groupSearches({ products }: TrainingSet, searches: Iterable<number>): number[][] {
  const askedBy = (row: number): string => {
    const words = splitWords(products[row]!.title ?? '').map((word) => foldPlural(word, CURRENT_READING));
    // A text without words asks only the same as itself.
    return words.length > 0 ? words.join(' ') : `row ${row}`;
  };
  return [...Map.groupBy(searches, askedBy).values()];
}

/** Whether most facts of a set are answers of searches, and there are enough of these. */
export function isOfSearches(set: TrainingSet): boolean {
  const searches = findSearches(set);
  const { pairs, groups } = selectIndependent(set);
  const ofSearches = pairs.filter(({ anchor }) => searches.has(anchor)).length;
  return 2 * ofSearches > pairs.length + groups.length && groupSearches(set, searches).length >= MIN_SEARCHES;
}
