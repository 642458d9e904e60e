import type { Reals } from '../reals.ts';
import { instantiate, type SimdExports } from './simd-module.ts';
import type { WasmMemory } from './web-assembly.ts';

const PAGE_BYTES = 65_536;
const QUERY_AT = 64;
/** The most neighbours a scan can be asked for. */
export const MAX_SCAN_K = 1024;
/** Rows that may be wanted, at most: beyond, a scan gives up. */
const FOUND_ROOM = 65_536;
const LARGEST_CODE = 127;
/** A query's products with D codes must not leave int32. */
const LARGEST_SUM = 2 ** 31 - 1;
/** For the roundings of float32 in a score of at most 1. */
const ROUNDING = 1e-5;

/** Which rows are wanted. */
export interface ScanOptions {
  /** In [1, MAX_SCAN_K]. */
  readonly k: number;
  readonly minScore: number;
}

/**
 * Unit vectors as int8 codes with one scale a row, D + 4 bytes a row where D is a multiple of 16. A scan goes through all
 * codes and names every row that may be among the k best, with a proven bound for the error of the codes: score those rows
 * exactly, and the result is that of scoring all.
 */
export class CodeScan {
  readonly #D: number;
  /** D rounded up to whole vectors of 16. */
  readonly #width: number;
  readonly #wasm: SimdExports;
  readonly #memory: WasmMemory;
  readonly #bestAt: number;
  readonly #foundAt: number;
  readonly #quadsAt: number;
  #bytes: DataView;
  #codes: Int8Array;
  size = 0;

  constructor(D: number) {
    this.#D = D;
    this.#width = Math.ceil(D / 16) * 16;
    const { exports, memory } = instantiate('strict');
    this.#wasm = exports;
    this.#memory = memory;
    this.#bestAt = QUERY_AT + this.#width * 2;
    this.#foundAt = Math.ceil((this.#bestAt + MAX_SCAN_K * 4 + 32) / 64) * 64;
    this.#quadsAt = this.#foundAt + FOUND_ROOM * 8;
    this.#bytes = new DataView(memory.buffer);
    this.#codes = new Int8Array(memory.buffer);
  }

  /** Bytes of the codes and scales. */
  get byteLength(): number {
    return Math.ceil(this.size / 4) * this.#quadBytes();
  }

  /** Sets row `row` (at most `size`, which then appends) to D numbers of a unit or zero vector from `from`. */
  set(row: number, vectors: Reals, from: number): void {
    if (row >= this.size) this.#resize(row + 1);
    let largest = 0;
    for (let d = 0; d < this.#D; d++) largest = Math.max(largest, Math.abs(vectors[from + d]!));
    const scale = Math.fround(largest / LARGEST_CODE);
    this.#bytes.setFloat32(this.#scaleAt(row), scale, true);
    const codesAt = this.#codesAt(row);
    for (let d = 0; d < this.#D; d++) this.#codes[codesAt + d] = scale > 0 ? Math.round(vectors[from + d]! / scale) : 0;
  }

  /** Row `row` becomes the last row, which goes. */
  removeByLast(row: number): void {
    const last = this.size - 1;
    this.#bytes.setFloat32(this.#scaleAt(row), this.#bytes.getFloat32(this.#scaleAt(last), true), true);
    this.#codes.copyWithin(this.#codesAt(row), this.#codesAt(last), this.#codesAt(last) + this.#width);
    this.size = last;
  }

  /**
   * The rows that may be among the k nearest of a unit query, ascending; undefined when they are too many to name.
   * None of the true k nearest with at least minScore is missing.
   */
  rowsToScore(unit: Reals, { k, minScore }: ScanOptions): Int32Array | undefined {
    const { step, absoluteSum } = this.#writeQuery(unit);
    const best = new Float32Array(this.#memory.buffer, this.#bestAt, k);
    best.fill(minScore - ROUNDING);
    const scaleError = 0.5001 * absoluteSum;
    const error = 0.51 * step * Math.sqrt(this.#D) + ROUNDING;
    const count = this.#wasm.scanQuads(
      ...([this.#quadsAt, this.size, this.#width, QUERY_AT] as const),
      ...([step, scaleError, error, this.#bestAt, k, this.#foundAt, FOUND_ROOM] as const),
    );
    if (count < 0) return undefined;
    const found = new Int32Array(this.#memory.buffer, this.#foundAt, count * 2);
    return Int32Array.from({ length: count }, (_, i) => found[2 * i]!);
  }

  /** Writes the query as int16 numbers: one is `step` of the unit query. */
  #writeQuery(unit: Reals): { step: number; absoluteSum: number } {
    let [largest, absoluteSum] = [0, 0];
    for (let d = 0; d < this.#D; d++) {
      largest = Math.max(largest, Math.abs(unit[d]!));
      absoluteSum += Math.abs(unit[d]!);
    }
    const most = Math.min(32_767, Math.floor(LARGEST_SUM / (LARGEST_CODE * this.#width)));
    const step = Math.fround(largest > 0 ? largest / most : 1);
    const query = new Int16Array(this.#memory.buffer, QUERY_AT, this.#width).fill(0);
    for (let d = 0; d < this.#D; d++) query[d] = Math.min(most, Math.max(-most, Math.round(unit[d]! / step)));
    return { step, absoluteSum };
  }

  #resize(size: number): void {
    this.size = size;
    const needed = this.#quadsAt + this.byteLength - this.#memory.buffer.byteLength;
    if (needed <= 0) return;
    // An eighth more than needed, so that it grows seldom; memory that is not written to costs nothing.
    this.#memory.grow(Math.ceil((needed + this.byteLength / 8) / PAGE_BYTES));
    this.#bytes = new DataView(this.#memory.buffer);
    this.#codes = new Int8Array(this.#memory.buffer);
  }

  #quadBytes(): number {
    return 16 + 4 * this.#width;
  }

  #scaleAt(row: number): number {
    return this.#quadsAt + (row >> 2) * this.#quadBytes() + (row & 3) * 4;
  }

  #codesAt(row: number): number {
    return this.#quadsAt + (row >> 2) * this.#quadBytes() + 16 + (row & 3) * this.#width;
  }
}
