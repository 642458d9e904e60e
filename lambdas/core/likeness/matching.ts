import { portableExp } from '../numerics/portable-math.ts';

/** Below this ratio of extra positives the data counts as a matching. */
const MAX_MATCHING_RATIO = 1 / 3;

/**
 * Computes how common it is, in (0, 1], that a product with one positive has another: positives beyond each product's
 * first, over those expected if as many positives were spread over the catalog at random. Both counts are plus one, and
 * the ratio is at most 1. With mean degree m, the Poisson distribution expects m - 1 + e^-m extra positives per
 * product.
 * @param degrees (N): the number of distinct positives per product.
 */
export function computeExtraPositiveRatio(degrees: Int32Array): number {
  const sum = degrees.reduce((total, degree) => total + degree, 0);
  const extra = degrees.reduce((total, degree) => total + Math.max(0, degree - 1), 0);
  const mean = sum / Math.max(1, degrees.length);
  const expected = degrees.length * (mean - 1 + portableExp(-mean));
  return Math.min(1, (extra + 1) / (expected + 1));
}

/**
 * Whether likeness is a matching: a product has about one positive at most, as one offer has one twin in another shop.
 * @param degrees (N): the number of distinct positives per product.
 */
export function isMatching(degrees: Int32Array): boolean {
  return computeExtraPositiveRatio(degrees) < MAX_MATCHING_RATIO;
}
