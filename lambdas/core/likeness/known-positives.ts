import type { Occurrences } from '../catalog/occurrences.ts';
import { computeCoOccurrence } from './co-occurrence.ts';

/** What training rows say is alike, to be asked of two products. */
export class KnownPositives {
  readonly #offsets: Int32Array;
  /** Rising within a product's own. */
  readonly #columns: Int32Array;

  /** Products that are a pair, or occur together in a basket or near each other in a session. @param N Products. */
  constructor(N: number, training: Occurrences) {
    const { offsets, columns } = computeCoOccurrence(N, training, N);
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
   * (B, C): 1 for candidates that are known to be like the anchor, but for its own, candidate i of anchor i.
   * @param anchors (B) products. @param candidates (C) products.
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
