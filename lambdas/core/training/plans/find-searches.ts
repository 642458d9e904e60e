import { isMatching } from '../../likeness/matching.ts';
import { selectIndependent, type TrainingSet } from '../data/training-set.ts';

/** Of products with several pairs, so many may stand on both sides if the anchors are searches: errors of the data. */
const MAX_ON_BOTH_SIDES = 0.02;

/**
 * Finds the products and texts that are only asked with: anchors of pairs that are never an answer, and in no group. In
 * data without a direction about half of the products with several pairs stand on both sides. There none is a search,
 * and neither in a matching, where a product has one pair.
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
  return new Set([...asked.keys()].filter((row) => !answers.has(row) && !inGroups.has(row)));
}

/** Whether most facts of a set are answers of searches. */
export function isOfSearches(set: TrainingSet): boolean {
  const searches = findSearches(set);
  const { pairs, groups } = selectIndependent(set);
  return 2 * pairs.filter(({ anchor }) => searches.has(anchor)).length > pairs.length + groups.length;
}
