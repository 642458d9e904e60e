import type { CodeRows } from '../../numerics/code-rows.ts';
import type { Reals } from '../../numerics/reals.ts';

/** The most neighbours a scan can be asked for. */
export const MAX_SCAN_K = 1024;
const LARGEST_CODE = 127;
/** A query's products with D codes must not leave int32. */
const LARGEST_SUM = 2 ** 31 - 1;
/** For the roundings of float32 in a score of at most 1. */
const ROUNDING = 1e-5;
const RECORD_BYTES = 32;
const SPARE_BYTES = 32;

/** Which rows are wanted. */
export interface ScanOptions {
  /** In [1, MAX_SCAN_K]. */
  readonly k: number;
  readonly minScore: number;
  /** Bit r % 8 of byte r / 8 says whether row r may be among the nearest (default: all may). */
  readonly allowed?: Uint8Array | undefined;
}

/** Searches of a scan in the kernels' memory, as assembly/scan.ts describes them: records one after the other, then what they name. */
export class ScanSearches {
  readonly recordsAt: number;
  /** Rows that a search may find, at most. */
  readonly room: number;
  /** The first byte after it all. */
  readonly end: number;
  readonly #rows: CodeRows;
  readonly #bodyAt: number;
  readonly #bodyBytes: number;

  /** @param at The first byte that may be used, a multiple of 64. */
  constructor(rows: CodeRows, at: number, searches: number, room: number) {
    this.#rows = rows;
    this.room = room;
    this.recordsAt = at;
    this.#bodyAt = roundUp(at + searches * RECORD_BYTES);
    this.#bodyBytes = roundUp(rows.width * 4) + MAX_SCAN_K * 4 + roundUp(SPARE_BYTES + room * 8);
    this.end = this.#bodyAt + searches * this.#bodyBytes;
  }

  /** Where the record of a search is. */
  at(index: number): number {
    return this.recordsAt + index * RECORD_BYTES;
  }

  /** Begins a search for a unit query. */
  begin(buffer: SharedArrayBuffer, index: number, unit: Reals, { k, minScore }: ScanOptions): void {
    const queryAt = this.#bodyAt + index * this.#bodyBytes;
    const bestAt = this.#bestAt(index);
    const { step, absoluteSum } = this.#writeQuery(new Int16Array(buffer, queryAt, this.#rows.width * 2), unit);
    new Float32Array(buffer, bestAt, k).fill(minScore - ROUNDING);
    const record = new DataView(buffer, this.at(index), RECORD_BYTES);
    record.setUint32(0, queryAt, true);
    record.setFloat32(4, step, true);
    record.setFloat32(8, 0.5001 * absoluteSum, true);
    record.setFloat32(12, 0.51 * step * Math.sqrt(this.#rows.D) + ROUNDING, true);
    record.setUint32(16, bestAt, true);
    record.setInt32(20, k, true);
    record.setUint32(24, this.#foundAt(index), true);
    record.setInt32(28, 0, true);
  }

  /** The first so many searches, for one query each in rows of its own, get the bar that one search in all rows would have. */
  joinBars(buffer: SharedArrayBuffer, searches: number, k: number): void {
    if (searches < 2) return;
    const bests = Array.from({ length: searches }, (_, i) => new Float32Array(buffer, this.#bestAt(i), k));
    const bar = Float32Array.from(bests.flatMap((best) => [...best]))
      .sort()
      .at(-k)!;
    for (const best of bests) best[k - 1] = bar;
  }

  /** The rows that an ended search found, in the order of their finding; undefined when they were too many. */
  found(buffer: SharedArrayBuffer, index: number): Int32Array | undefined {
    const count = new DataView(buffer, this.at(index), RECORD_BYTES).getInt32(28, true);
    if (count < 0) return undefined;
    const found = new Int32Array(buffer, this.#foundAt(index), count * 2);
    const rows = new Int32Array(count);
    for (let i = 0; i < count; i++) rows[i] = found[2 * i]!;
    return rows;
  }

  #bestAt(index: number): number {
    return this.#bodyAt + index * this.#bodyBytes + roundUp(this.#rows.width * 4);
  }

  #foundAt(index: number): number {
    return this.#bodyAt + (index + 1) * this.#bodyBytes - roundUp(SPARE_BYTES + this.room * 8) + SPARE_BYTES;
  }

  /** Writes the query as int16 numbers, each four of them twice: one is `step` of the unit query. */
  #writeQuery(query: Int16Array, unit: Reals): { step: number; absoluteSum: number } {
    const { D, width } = this.#rows;
    let [largest, absoluteSum] = [0, 0];
    for (let d = 0; d < D; d++) {
      largest = Math.max(largest, Math.abs(unit[d]!));
      absoluteSum += Math.abs(unit[d]!);
    }
    const most = Math.min(32_767, Math.floor(LARGEST_SUM / (LARGEST_CODE * width)));
    const step = Math.fround(largest > 0 ? largest / most : 1);
    query.fill(0);
    for (let d = 0; d < D; d++) {
      const at = (d >> 2) * 8 + (d & 3);
      query[at] = Math.min(most, Math.max(-most, Math.round(unit[d]! / step)));
      query[at + 4] = query[at]!;
    }
    return { step, absoluteSum };
  }
}

function roundUp(bytes: number): number {
  return Math.ceil(bytes / 64) * 64;
}
