import { portableExp } from '../numerics/portable-math.ts';

/** What a matching is: second positives are at most so often as they would be if pairs fell at random. */
const MATCHING_ROOM = 1 / 3;

/**
 * In (0, 1]: how much room a product with a positive has for another one: positives beyond a product's first, counted, over
 * those to expect if as many had fallen on the catalog at random, each plus one, at most 1. With a mean degree m Poisson's law expects
 * m - 1 + e^-m a product.
 * @param degrees (products): how many distinct positives a product has.
 */
export function computeExtraPositiveRatio(degrees: Int32Array): number {
  const sum = degrees.reduce((total, degree) => total + degree, 0);
  const beyond = degrees.reduce((total, degree) => total + Math.max(0, degree - 1), 0);
  const mean = sum / Math.max(1, degrees.length);
  const expected = degrees.length * (mean - 1 + portableExp(-mean));
  return Math.min(1, (beyond + 1) / (expected + 1));
}

/** Whether a product has about one positive at most, as one offer has one twin in another shop. @param degrees As `roomOf` takes. */
export function isMatching(degrees: Int32Array): boolean {
  return computeExtraPositiveRatio(degrees) < MATCHING_ROOM;
}
