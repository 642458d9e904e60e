import { portableLog } from '../kernels/portable-math.ts';

/** What a matching is: products with two positives are at most so often as they would be if pairs fell at random. */
const MATCHING_ROOM = 1 / 3;

/**
 * In (0, 1]: how much room a product with a positive has for another one: products of several positives, counted, over
 * those to expect if pairs had fallen on the catalog at random and left as many without, each plus one, at most 1. With a
 * share u of products without a positive, Poisson's law expects a share 1 - u (1 - log u) of those with several.
 * @param degrees (products): how many distinct positives a product has.
 */
export function roomOf(degrees: Int32Array): number {
  const without = degrees.filter((degree) => degree === 0).length / Math.max(degrees.length, 1);
  const expected = without === 0 ? degrees.length : degrees.length * (1 - without * (1 - portableLog(without)));
  const several = degrees.filter((degree) => degree > 1).length;
  return Math.min(1, (several + 1) / (expected + 1));
}

/** Whether a product has about one positive at most, as one offer has one twin in another shop. @param degrees As `roomOf` takes. */
export function isMatching(degrees: Int32Array): boolean {
  return roomOf(degrees) < MATCHING_ROOM;
}
