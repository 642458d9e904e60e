import type { Occurrences } from '../catalog/training-row.ts';
import { CounterRandom } from '../numerics/random.ts';

/** Limit of what a product gets from one basket: that of a basket of 65 products. */
export const MAX_OF_PRODUCT = 32;
/** Limit of comparisons of two products in baskets. It takes seconds. */
const MAX_COMPARISONS = 4e9;

/** Products of a basket that are compared with each other. */
export interface BasketPart {
  /** Distinct. */
  readonly items: Int32Array;
  /** How much each two of them count as together. */
  readonly pairWeight: number;
}

/**
 * Prepares baskets for counting which products are together. A basket is read whole, in any order of its products:
 * - Each two of n products count as `weighPairsOfBasket` says, times the weight of the basket.
 * - If the baskets are so large that comparing all products would take too long, the largest are split at random, by
 *   their content, into parts of one size. Products of different parts are not compared. Those of one part count more in
 *   return, so that each product gets as much as from the whole basket.
 */
export function partBaskets(groups: Occurrences['groups'], maxComparisons = MAX_COMPARISONS): BasketPart[] {
  const baskets = groups.filter(({ kind }) => kind === 'basket');
  const largest = findLargestPart(
    baskets.map(({ items }) => items.length),
    maxComparisons,
  );
  return baskets.flatMap(({ items, weight = 1 }) => {
    const n = items.length;
    const ofProduct = weight * (n - 1) * weighPairsOfBasket(n);
    return splitBasket(items, largest).map((part) => ({
      items: part,
      pairWeight: ofProduct / Math.max(1, part.length - 1),
    }));
  });
}

/**
 * How much each two of n products of a basket count as together: 4 / sqrt(n - 1), and at most 32 / (n - 1). The fewer
 * products a customer buys at once, the more likely is it that each two of them belong together. A product gets more
 * from a larger basket, but not in proportion, and from one of more than 65 products not more than from that.
 * @param n Number of products, at least 2.
 */
export function weighPairsOfBasket(n: number): number {
  return Math.min(4 / Math.sqrt(n - 1), MAX_OF_PRODUCT / (n - 1));
}

/** How large a basket of n products is, in [0, 1]: 1 from 65 products on, where a product gets the most. */
export function computeLargeness(n: number): number {
  return Math.min(1, (n - 1) / (MAX_OF_PRODUCT / 4) ** 2);
}

/** The largest size of a part with which the number of comparisons stays within the limit; at least 2. */
function findLargestPart(sizes: readonly number[], maxComparisons: number): number {
  let part = sizes.reduce((largest, size) => Math.max(largest, size), 2);
  const count = (most: number) => sizes.reduce((sum, size) => sum + size * Math.min(size, most), 0);
  while (part > 2 && count(part) > maxComparisons) part = Math.ceil(part / 2);
  return part;
}

/** Splits a basket into random parts of about equal size. */
function splitBasket(items: Int32Array, largest: number): Int32Array[] {
  if (items.length <= largest) return [items];
  const order = items.slice();
  new CounterRandom(0, `basket ${items.join()}`).shuffle(order);
  const parts = Math.ceil(order.length / largest);
  return Array.from({ length: parts }, (_, part) => {
    const from = Math.floor((part * order.length) / parts);
    return order.slice(from, Math.floor(((part + 1) * order.length) / parts)).sort();
  });
}
