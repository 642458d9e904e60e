import type { SegmentFile } from './segment-file.ts';

/** Vectors per read if rows are read one after the other. */
const ROWS_AHEAD = 512;
/** Vectors per step of `loadInSteps`: about half a megabyte with 64 numbers. */
const ROWS_PER_STEP = 2048;

/**
 * The vectors (rows, D) of a segment, read from its file on demand or held in memory. Late vectors are not in the file: it has
 * those that were put, until another file has all.
 */
export class SegmentVectors {
  #file: SegmentFile;
  readonly #at: number;
  readonly #rows: number;
  readonly #D: number;
  /** The vectors of the last read: `#count` rows from `#first` on. */
  #block: Float32Array;
  #first = 0;
  #count = 0;
  /** Row -> its vector, while they are late. */
  #put: Map<number, Float32Array> | undefined;
  #rest: SegmentFile | undefined;

  constructor(file: SegmentFile, at: number, rows: number, D: number, isLate = false) {
    this.#file = file;
    this.#at = at;
    this.#rows = rows;
    this.#D = D;
    this.#block = new Float32Array(D);
    if (isLate) this.#put = new Map();
  }

  /** Whether the file does not have them yet. */
  get isLate(): boolean {
    return this.#put !== undefined;
  }

  /** Whether the vector of a row can neither be read from the file nor was put. */
  lacks(row: number): boolean {
    return this.#put !== undefined && !this.#put.has(row);
  }

  /** Where the vectors of some rows are in the segment. */
  rangeOf(row: number, rows: number): { row: number; rows: number; at: number; bytes: number } {
    const bytesEach = this.#D * Float32Array.BYTES_PER_ELEMENT;
    return { row, rows, at: this.#at + row * bytesEach, bytes: rows * bytesEach };
  }

  /** Holds the vector of a row while they are late. */
  put(row: number, vector: Float32Array): void {
    this.#put?.set(row, vector);
  }

  /** Deletes the vector of a row that was put: the row lacks it again. */
  forget(row: number): void {
    this.#put?.delete(row);
  }

  /** Ends their being late: a file has all of them, which is closed with them. */
  complete(file: SegmentFile): void {
    this.#file = file;
    this.#rest = file;
    this.#put = undefined;
  }

  /** Closes the file that came late. They must not be read afterwards. */
  close(): void {
    this.#rest?.close();
  }

  /** Reads all vectors into memory, some at each step, from a file (default: that of the segment). Until the last step nothing changes. */
  *loadInSteps(file: SegmentFile = this.#file): Generator<void, void> {
    const block = new Float32Array(this.#rows * this.#D);
    for (let first = 0; first < this.#rows; first += ROWS_PER_STEP) {
      const end = Math.min(first + ROWS_PER_STEP, this.#rows);
      const numbers = block.subarray(first * this.#D, end * this.#D);
      file.read(this.#at + numbers.byteOffset, new Uint8Array(block.buffer, numbers.byteOffset, numbers.byteLength));
      yield;
    }
    this.#block = block;
    this.#first = 0;
    this.#count = this.#rows;
  }

  /** The vector of a row as a view, valid until the next call. */
  at(row: number): Float32Array {
    const put = this.#put?.get(row);
    if (put) return put;
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
