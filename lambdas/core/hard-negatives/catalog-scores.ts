import { multiplyTransposed } from '../numerics/matmul.ts';
import { normalizeRowsForward } from '../numerics/normalize.ts';
import { ALLOWED } from './candidate-rules.ts';

/** Anchors scored at once. A block of scores has (BLOCK_ANCHORS, N) numbers. */
const BLOCK_ANCHORS = 32;

/**
 * Computes cosines between the products of a catalog, one block of anchors at a time. Memory grows with the catalog,
 * not its square.
 */
export class CatalogScores {
  readonly #units: Float32Array;
  readonly #D: number;
  /** N: number of products in the catalog. */
  readonly size: number;

  /** @param vectors (N, D) */
  constructor(vectors: Float32Array, D: number) {
    this.#D = D;
    this.size = vectors.length / D;
    this.#units = new Float32Array(vectors.length);
    normalizeRowsForward(vectors, this.#units, new Float32Array(this.size), this.size, D);
  }

  /** Yields each anchor with its scores (N). The scores are overwritten when the next anchor is read. */
  *scoreAnchors(anchors: readonly number[]): Generator<{ anchor: number; scores: Float32Array }, void, void> {
    const block = new Float32Array(Math.min(BLOCK_ANCHORS, anchors.length) * this.size);
    const queries = new Float32Array(BLOCK_ANCHORS * this.#D);
    for (let start = 0; start < anchors.length; start += BLOCK_ANCHORS) {
      const group = anchors.slice(start, start + BLOCK_ANCHORS);
      group.forEach((anchor, i) => {
        queries.set(this.#units.subarray(anchor * this.#D, (anchor + 1) * this.#D), i * this.#D);
      });
      multiplyTransposed(queries, this.#units, block, group.length, this.size, this.#D);
      for (const [i, anchor] of group.entries())
        yield { anchor, scores: block.subarray(i * this.size, (i + 1) * this.size) };
    }
  }
}

/**
 * Selects the `count` allowed products with the highest scores, sorted by falling score, ties by row.
 * @param scores (N). @param marks (N), as CandidateRules.mark writes them.
 */
export function selectTopAllowed(scores: Float32Array, marks: Uint8Array, count: number): number[] {
  const top: number[] = [];
  for (let row = 0; row < scores.length; row++) {
    if (marks[row] !== ALLOWED) continue;
    if (top.length === count && scores[row]! <= scores[top[count - 1]!]!) continue;
    if (top.length === count) top.pop();
    top.splice(findInsertionIndex(scores, top, row), 0, row);
  }
  return top;
}

/** The insertion index: after all entries with an equal or higher score, because those have smaller rows. */
function findInsertionIndex(scores: Float32Array, top: readonly number[], row: number): number {
  let low = 0;
  let high = top.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (scores[top[middle]!]! >= scores[row]!) low = middle + 1;
    else high = middle;
  }
  return low;
}
