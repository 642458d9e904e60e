import type { Occurrences } from '../catalog/occurrences.ts';

/** Places of a session further apart than this are not counted, as other judges of the same data do. */
const SESSION_WINDOW = 5;

/** Where a product stands: in which group, and at which place of it. */
interface Place {
  readonly items: Int32Array;
  readonly at: number;
  readonly reach: number;
}

/**
 * How often products of a catalog occur together: two places of a basket, two of a session at most five apart, the two of a
 * pair. Counted for one product at a time, so that memory grows with the training rows and not with their squares.
 */
export class CoOccurrenceCounts {
  /** (products): rows of training data that a product occurs in. */
  readonly rowCounts: Float64Array;
  readonly #places: Place[][];

  /** @param products The size of the catalog; rows past it are not counted. */
  constructor(products: number, training: Occurrences) {
    this.rowCounts = new Float64Array(products);
    this.#places = Array.from({ length: products }, () => []);
    for (const { anchor, positive } of training.pairs) this.#add(Int32Array.of(anchor, positive), 1);
    for (const { items, kind } of training.groups) this.#add(items, kind === 'session' ? SESSION_WINDOW : items.length);
  }

  /** Writes into `counts` (products) how often each product occurs together with the one at `row`; with itself: never. */
  writeCounts(row: number, counts: Float64Array): void {
    counts.fill(0);
    for (const { items, at, reach } of this.#places[row]!) {
      const end = Math.min(items.length, at + reach + 1);
      for (let other = Math.max(0, at - reach); other < end; other++) {
        const item = items[other]!;
        if (item !== row && item < counts.length) counts[item]! += 1;
      }
    }
  }

  #add(items: Int32Array, reach: number): void {
    const products = this.rowCounts.length;
    items.forEach((item, at) => {
      if (item < products) this.#places[item]!.push({ items, at, reach });
    });
    for (const item of new Set(items)) if (item < products) this.rowCounts[item]! += 1;
  }
}
