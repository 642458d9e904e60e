import { multiplyTransposed } from '../numerics/matmul.ts';
import { normalizeRowsForward } from '../numerics/normalize.ts';
import { ALLOWED } from './candidate-rules.ts';

/** Anchors scored at once: a block of scores is so many times the catalog. */
const BLOCK_ANCHORS = 32;

/** Cosines between the products of a catalog, a block of anchors at a time: memory grows with the catalog, not its square. */
export class CatalogScores {
  readonly #units: Float32Array;
  readonly #D: number;
  /** Products of the catalog. */
  readonly size: number;

  /** @param vectors (N, D) */
  constructor(vectors: Float32Array, D: number) {
    this.#D = D;
    this.size = vectors.length / D;
    this.#units = new Float32Array(vectors.length);
    normalizeRowsForward(vectors, this.#units, new Float32Array(this.size), this.size, D);
  }

  /** Each anchor with its scores (N), which stand until the next is asked for. */
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

/** The first `count` allowed products by falling score, ties by row. marks and scores are (N). */
export function selectTopAllowed(scores: Float32Array, marks: Uint8Array, count: number): number[] {
  const top: number[] = [];
  for (let row = 0; row < scores.length; row++) {
    if (marks[row] !== ALLOWED) continue;
    if (top.length === count && scores[row]! <= scores[top[count - 1]!]!) continue;
    if (top.length === count) top.pop();
    top.splice(placeFor(scores, top, row), 0, row);
  }
  return top;
}

/** After all that score at least as much: they have smaller rows. */
function placeFor(scores: Float32Array, top: readonly number[], row: number): number {
  let low = 0;
  let high = top.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (scores[top[middle]!]! >= scores[row]!) low = middle + 1;
    else high = middle;
  }
  return low;
}
