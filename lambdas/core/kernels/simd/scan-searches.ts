import type { CodeRows } from '../../numerics/code-rows.ts';
import type { Reals } from '../../numerics/reals.ts';
import { SCORE_STEP } from '../../numerics/score.ts';

/** The largest k of a scan. */
export const MAX_SCAN_K = 1024;
const MAX_CODE = 127;
/** The sum of products of a query with D codes must fit into int32. */
const MAX_SUM = 2 ** 31 - 1;
/**
 * Bound for the float32 rounding errors of a score of at most 1, and for the rounding to a score: of two rows with equal
 * scores, either may be among the nearest.
 */
const ROUNDING = 1e-5 + SCORE_STEP;
const RECORD_BYTES = 32;
const SPARE_BYTES = 32;

/** How many rows a scan looks for. */
export interface ScanLimits {
  /** In [1, MAX_SCAN_K]. */
  readonly k: number;
  /** Lower bound of the score (numerics/score.ts), inclusive. */
  readonly minScore: number;
}

/** A query (D) of length 1 among several, with its own limits. */
export interface ScanQuery extends ScanLimits {
  readonly unit: Float64Array;
}

/** Which rows a scan lists. */
export interface ScanOptions extends ScanLimits {
  /** Bit r % 8 of byte r / 8 is set if row r may be among the nearest (default: all rows). */
  readonly allowed?: Uint8Array | undefined;
}

/** The search records of a scan in the kernels' memory, followed by the arrays they point to (see assembly/scan.ts). */
export class ScanSearches {
  readonly recordsAt: number;
  /** The most rows that one search can find. */
  readonly room: number;
  /** The first byte after the records and arrays. */
  readonly end: number;
  readonly #rows: CodeRows;
  readonly #bodyAt: number;
  readonly #bodyBytes: number;

  /**
   * @param at The first byte to use, a multiple of 64. @param searches Number of records. @param room Rows that each
   * can find.
   */
  constructor(rows: CodeRows, at: number, searches: number, room: number) {
    this.#rows = rows;
    this.room = room;
    this.recordsAt = at;
    this.#bodyAt = roundUp(at + searches * RECORD_BYTES);
    this.#bodyBytes = roundUp(rows.width * 4) + MAX_SCAN_K * 4 + roundUp(SPARE_BYTES + room * 8);
    this.end = this.#bodyAt + searches * this.#bodyBytes;
  }

  /** The address of the record of a search. */
  at(index: number): number {
    return this.recordsAt + index * RECORD_BYTES;
  }

  /** Writes the record of a new search for a unit query. */
  begin(buffer: SharedArrayBuffer, index: number, unit: Reals, { k, minScore }: ScanLimits): void {
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

  /**
   * Gives the first `searches` searches, each for the same query in other rows, the bar that one search in all rows
   * would have: the k-th best lower bound of all of them.
   */
  joinBars(buffer: SharedArrayBuffer, searches: number, k: number): void {
    if (searches < 2) return;
    const bests = Array.from({ length: searches }, (_, i) => new Float32Array(buffer, this.#bestAt(i), k));
    const bar = Float32Array.from(bests.flatMap((best) => [...best]))
      .sort()
      .at(-k)!;
    for (const best of bests) best[k - 1] = bar;
  }

  /** The rows that an ended search found, in scan order; undefined if they were too many. */
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

  /** Writes the query as int16 multiples of `step`, each four of them twice. */
  #writeQuery(query: Int16Array, unit: Reals): { step: number; absoluteSum: number } {
    const { D, width } = this.#rows;
    let [largest, absoluteSum] = [0, 0];
    for (let d = 0; d < D; d++) {
      largest = Math.max(largest, Math.abs(unit[d]!));
      absoluteSum += Math.abs(unit[d]!);
    }
    const most = Math.min(32_767, Math.floor(MAX_SUM / (MAX_CODE * width)));
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
