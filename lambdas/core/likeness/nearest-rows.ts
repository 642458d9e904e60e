import type { Kernels } from '../kernels/kernels.ts';

/** Queries scored at once: a block of scores has (BLOCK_ROWS, S) numbers. */
const BLOCK_ROWS = 128;

/** The nearest reference rows of some queries, each list from the nearest on. */
export interface Nearest {
  /** (B, K) rows of the references. */
  readonly rows: Int32Array;
  /** (B, K) cosines, falling. */
  readonly scores: Float32Array;
}

/** Finds the nearest of S reference vectors exactly, by products of matrices. */
export class NearestRows {
  readonly #kernels: Kernels;
  readonly #references: Float32Array;
  readonly #D: number;
  readonly #S: number;
  /** Neighbours of each query: fewer than asked for if there are fewer references. */
  readonly K: number;

  /** @param references (S, D), of length 1. @param neighbours At least 1. */
  constructor(kernels: Kernels, references: Float32Array, D: number, neighbours: number) {
    this.#kernels = kernels;
    this.#references = references;
    this.#D = D;
    this.#S = references.length / D;
    this.K = Math.min(neighbours, this.#S);
  }

  /** @param queries (B, D), of length 1. Neighbours with equal scores are in the order of their rows. */
  find(queries: Float32Array): Nearest {
    const D = this.#D;
    const B = queries.length / D;
    const rows = new Int32Array(B * this.K);
    const scores = new Float32Array(B * this.K).fill(-Infinity);
    const block = new Float32Array(Math.min(B, BLOCK_ROWS) * this.#S);
    for (let start = 0; start < B; start += BLOCK_ROWS) {
      const count = Math.min(BLOCK_ROWS, B - start);
      const part = queries.subarray(start * D, (start + count) * D);
      this.#kernels.multiplyTransposed(part, this.#references, block, count, this.#S, D);
      for (let i = 0; i < count; i++) {
        const list = (start + i) * this.K;
        this.#select(block.subarray(i * this.#S, (i + 1) * this.#S), rows, scores, list);
      }
    }
    return { rows, scores };
  }

  /** Writes the K best of `given` (S) into the list that begins at `at`. */
  #select(given: Float32Array, rows: Int32Array, scores: Float32Array, at: number): void {
    const last = at + this.K - 1;
    for (let row = 0; row < given.length; row++) {
      const score = given[row]!;
      if (score <= scores[last]!) continue;
      let place = last;
      for (; place > at && scores[place - 1]! < score; place--) {
        scores[place] = scores[place - 1]!;
        rows[place] = rows[place - 1]!;
      }
      scores[place] = score;
      rows[place] = row;
    }
  }
}
