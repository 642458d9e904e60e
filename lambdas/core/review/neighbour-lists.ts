import type { Kernels } from '../kernels/kernels.ts';
import { selectTrainingKernels } from '../kernels/simd/training-kernels.ts';
import { hasDirection, writeUnit } from '../numerics/normalize.ts';
import type { Reals } from '../numerics/reals.ts';
import { toScore } from '../numerics/score.ts';

/** Products whose scores are computed together. */
const BLOCK_ROWS = 64;

/** A product among the neighbours of another one. */
export interface NeighbourRow {
  /** Row of the catalog. */
  readonly row: number;
  /** Cosine, in [-1, 1]. */
  readonly score: number;
}

/** The vectors of a catalog at length 1, in the memory of the kernels of training: the same bits on every machine. */
export class UnitVectors {
  readonly #kernels: Kernels = selectTrainingKernels();
  readonly #units: Float32Array;
  readonly #D: number;
  /** The rows whose vector has a direction, in the order of the catalog. Others have no neighbours and are none. */
  readonly rows: Int32Array;

  /** @param vectors (products, D) */
  constructor(vectors: Reals, D: number) {
    const products = vectors.length / D;
    this.#D = D;
    this.#units = this.#floats(vectors.length);
    this.rows = Int32Array.from(Array(products).keys()).filter((row) => {
      const vector = Float32Array.from(vectors.subarray(row * D, (row + 1) * D));
      if (!hasDirection(vector)) return false;
      writeUnit(vector, this.#units, row * D);
      return true;
    });
  }

  /**
   * Yields the k nearest neighbours of each of the given rows, nearest first; of equal scores the earlier row comes
   * first. The search is exact.
   */
  *neighboursOf(rows: Int32Array, k: number): Generator<{ row: number; neighbours: NeighbourRow[] }, void, void> {
    const D = this.#D;
    const products = this.#units.length / D;
    const queries = this.#floats(BLOCK_ROWS * D);
    const scores = this.#floats(BLOCK_ROWS * products);
    for (let from = 0; from < rows.length; from += BLOCK_ROWS) {
      const block = rows.subarray(from, from + BLOCK_ROWS);
      block.forEach((row, i) => {
        queries.set(this.#units.subarray(row * D, (row + 1) * D), i * D);
      });
      this.#kernels.multiplyTransposed(queries, this.#units, scores, block.length, products, D);
      for (const [i, row] of block.entries())
        yield { row, neighbours: this.#selectBest(scores.subarray(i * products, (i + 1) * products), row, k) };
    }
  }

  /** The kernels of training in float32 allocate no other numbers. */
  #floats(length: number): Float32Array {
    return this.#kernels.reals(length) as Float32Array;
  }

  /** The best k of the scores, without the product itself. */
  #selectBest(scores: Float32Array, self: number, k: number): NeighbourRow[] {
    const best: NeighbourRow[] = [];
    for (const row of this.rows) {
      const last = best[k - 1];
      if (row === self || (last !== undefined && scores[row]! <= last.score)) continue;
      const score = toScore(scores[row]!);
      if (last !== undefined && score <= last.score) continue;
      let at = best.length;
      while (at > 0 && best[at - 1]!.score < score) at -= 1;
      best.splice(at, 0, { row, score });
      if (best.length > k) best.pop();
    }
    return best;
  }
}
