import type { SegmentFile } from './segment-file.ts';

/** Vectors per read if rows are read one after the other. */
const ROWS_AHEAD = 512;
/** Vectors per step of `loadInSteps`: about half a megabyte with 64 numbers. */
const ROWS_PER_STEP = 2048;

/** The vectors (rows, D) of a segment, read from its file on demand or held in memory. */
export class SegmentVectors {
  readonly #file: SegmentFile;
  readonly #at: number;
  readonly #rows: number;
  readonly #D: number;
  /** The vectors of the last read: `#count` rows from `#first` on. */
  #block: Float32Array;
  #first = 0;
  #count = 0;

  constructor(file: SegmentFile, at: number, rows: number, D: number) {
    this.#file = file;
    this.#at = at;
    this.#rows = rows;
    this.#D = D;
    this.#block = new Float32Array(D);
  }

  /** Reads all vectors into memory, some at each step. Until the last step they are read from the file. */
  *loadInSteps(): Generator<void, void> {
    const block = new Float32Array(this.#rows * this.#D);
    for (let first = 0; first < this.#rows; first += ROWS_PER_STEP) {
      const end = Math.min(first + ROWS_PER_STEP, this.#rows);
      const numbers = block.subarray(first * this.#D, end * this.#D);
      this.#file.read(
        this.#at + numbers.byteOffset,
        new Uint8Array(block.buffer, numbers.byteOffset, numbers.byteLength),
      );
      yield;
    }
    this.#block = block;
    this.#first = 0;
    this.#count = this.#rows;
  }

  /** The vector of a row as a view, valid until the next call. */
  at(row: number): Float32Array {
    const next = this.#first + this.#count;
    if (row < this.#first || row >= next) {
      this.#read(row, row === next && this.#count > 0 ? Math.min(ROWS_AHEAD, this.#rows - row) : 1);
    }
    const from = (row - this.#first) * this.#D;
    return this.#block.subarray(from, from + this.#D);
  }

  #read(first: number, count: number): void {
    if (this.#block.length < count * this.#D) this.#block = new Float32Array(count * this.#D);
    const bytes = new Uint8Array(this.#block.buffer, 0, count * this.#D * 4);
    this.#file.read(this.#at + first * this.#D * 4, bytes);
    this.#first = first;
    this.#count = count;
  }
}
