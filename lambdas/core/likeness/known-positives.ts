import type { Occurrences } from '../catalog/training-row.ts';
import { computeCoOccurrence } from './co-occurrence.ts';

/** The heaviest partners of a product that are known. Rows of 10,000 products would otherwise need a matrix. */
const MAX_KNOWN = 5000;

/** Looks up whether the training rows show two products as alike. */
export class KnownPositives {
  readonly #offsets: Int32Array;
  /** Sorted ascending within each product's row. */
  readonly #columns: Int32Array;

  /**
   * Two products are known positives when they form a pair, share a basket, or stand near each other in a session. Of a
   * product with more than 5,000 of them, the strongest are known.
   * @param N Number of products.
   */
  constructor(N: number, training: Occurrences) {
    const { offsets, columns } = computeCoOccurrence(N, training, {
      maxPartners: Math.min(N, MAX_KNOWN),
      withChance: true,
    });
    for (let i = 0; i < N; i++) columns.subarray(offsets[i]!, offsets[i + 1]!).sort();
    this.#offsets = offsets;
    this.#columns = columns;
  }

  has(product: number, other: number): boolean {
    let [low, high] = [this.#offsets[product]!, this.#offsets[product + 1]! - 1];
    while (low <= high) {
      const middle = (low + high) >>> 1;
      const found = this.#columns[middle]!;
      if (found === other) return true;
      if (found < other) low = middle + 1;
      else high = middle - 1;
    }
    return false;
  }

  /**
   * Marks the candidates that must not be negatives of an anchor.
   * @param anchors (B) products. @param candidates (C) products; candidate i is the positive of anchor i.
   * @returns (B, C): 1 for a known positive of the anchor other than its own candidate i.
   */
  buildMask(anchors: Int32Array, candidates: Int32Array): Uint8Array {
    const C = candidates.length;
    const masked = new Uint8Array(anchors.length * C);
    anchors.forEach((anchor, i) => {
      for (let j = 0; j < C; j++) if (j !== i && this.has(anchor, candidates[j]!)) masked[i * C + j] = 1;
    });
    return masked;
  }
}
