import type { Occurrences } from '../../catalog/training-row.ts';

/** The largest distance of two places of a session that count as together; other judges of the same data use it too. */
const SESSION_WINDOW = 5;

/** One occurrence of a product in a training row. */
interface Place {
  readonly items: Int32Array;
  /** Index in `items`. */
  readonly at: number;
  /** The largest distance that counts as together. */
  readonly reach: number;
  readonly weight: number;
}

/**
 * Counts how often products of a catalog occur together: in a basket, in a session at most five places apart, or in a
 * pair. A fact counts by its weight. The item-kNN baseline uses these plain counts; training uses the weighted `computeCoOccurrence`. Counts are
 * computed for one product at a time, so memory grows with the training rows and not with their squares.
 */
export class CoOccurrenceCounts {
  /** (products): the weights of the facts that a product occurs in. */
  readonly rowCounts: Float64Array;
  readonly #places: Place[][];

  /** @param products The size of the catalog; rows past it are not counted. */
  constructor(products: number, training: Occurrences) {
    this.rowCounts = new Float64Array(products);
    this.#places = Array.from({ length: products }, () => []);
    for (const { anchor, positive, weight = 1 } of training.pairs)
      if (weight > 0) this.#add(Int32Array.of(anchor, positive), 1, weight);
    for (const { items, kind, weight = 1 } of training.groups)
      this.#add(items, kind === 'session' ? SESSION_WINDOW : items.length, weight);
  }

  /**
   * Writes into `counts` (products) how often each product occurs together with the one at `row`; its own count is 0.
   */
  writeCounts(row: number, counts: Float64Array): void {
    counts.fill(0);
    for (const { items, at, reach, weight } of this.#places[row]!) {
      const end = Math.min(items.length, at + reach + 1);
      for (let other = Math.max(0, at - reach); other < end; other++) {
        const item = items[other]!;
        if (item !== row && item < counts.length) counts[item]! += weight;
      }
    }
  }

  #add(items: Int32Array, reach: number, weight: number): void {
    const products = this.rowCounts.length;
    items.forEach((item, at) => {
      if (item < products) this.#places[item]!.push({ items, at, reach, weight });
    });
    for (const item of new Set(items)) if (item < products) this.rowCounts[item]! += weight;
  }
}
