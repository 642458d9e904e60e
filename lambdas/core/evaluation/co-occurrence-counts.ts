import type { Occurrences } from '../catalog/training-row.ts';

/** The largest distance of two places of a session that count as together; other judges of the same data use it too. */
const SESSION_WINDOW = 5;

/** One occurrence of a product in a training row. */
interface Place {
  readonly items: Int32Array;
  /** Index in `items`. */
  readonly at: number;
  /** The largest distance that counts as together. */
  readonly reach: number;
}

/**
 * Counts how often products of a catalog occur together: in a basket, in a session at most five places apart, or in a
 * pair. The item-kNN baseline uses these plain counts; training uses the weighted `computeCoOccurrence`. Counts are
 * computed for one product at a time, so memory grows with the training rows and not with their squares.
 */
export class CoOccurrenceCounts {
  /** (products): the number of training rows that a product occurs in. */
  readonly rowCounts: Float64Array;
  readonly #places: Place[][];

  /** @param products The size of the catalog; rows past it are not counted. */
  constructor(products: number, training: Occurrences) {
    this.rowCounts = new Float64Array(products);
    this.#places = Array.from({ length: products }, () => []);
    for (const { anchor, positive } of training.pairs) this.#add(Int32Array.of(anchor, positive), 1);
    for (const { items, kind } of training.groups) this.#add(items, kind === 'session' ? SESSION_WINDOW : items.length);
  }

  /**
   * Writes into `counts` (products) how often each product occurs together with the one at `row`; its own count is 0.
   */
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
