import { CodeRows } from '../code-rows.ts';
import type { Reals } from '../reals.ts';
import { type ScanOptions, ScanSearches } from './scan-searches.ts';
import { instantiate, type SimdExports } from './simd-module.ts';
import type { WasmMemory } from './web-assembly.ts';

const PAGE_BYTES = 65_536;
/** Rows that may be wanted, at most: beyond, a scan gives up. */
const FOUND_ROOM = 65_536;
/** The same for each of many queries. */
const FOUND_ROOM_OF_MANY = 8192;
/** Queries that one batch of a scan holds. */
const BATCH_QUERIES = 64;
/** Queries that the codes are widened once for. */
const QUERIES_AT_ONCE = 4;
/** Rows that all queries of a batch are taken through in turn, while their codes are near. */
const BATCH_ROWS = 1024;
/** Rows that a scan can hold: room for their bits is set aside, which costs nothing until it is written to. */
const MAX_ROWS = 2 ** 25;

/**
 * Unit vectors as int8 codes with one scale a row, D + 4 bytes a row where D is a multiple of 4. A scan goes through all
 * codes and names every row that may be among the k best, with a proven bound for the error of the codes: score those rows
 * exactly, and the result is that of scoring all.
 */
export class CodeScan {
  readonly #rows: CodeRows;
  readonly #wasm: SimdExports;
  readonly #memory: WasmMemory;
  readonly #one: ScanSearches;
  readonly #many: ScanSearches;
  readonly #allowedAt: number;
  readonly #quadsAt: number;
  #quads: DataView;
  size = 0;

  constructor(D: number) {
    this.#rows = new CodeRows(D);
    const { exports, memory } = instantiate('strict');
    this.#wasm = exports;
    this.#memory = memory;
    this.#one = new ScanSearches(this.#rows, 64, 1, FOUND_ROOM);
    this.#many = new ScanSearches(this.#rows, this.#one.end, BATCH_QUERIES, FOUND_ROOM_OF_MANY);
    this.#allowedAt = this.#many.end;
    this.#quadsAt = this.#allowedAt + MAX_ROWS / 8;
    memory.grow(Math.ceil(this.#quadsAt / PAGE_BYTES));
    this.#quads = new DataView(memory.buffer, this.#quadsAt);
  }

  /** Bytes of the codes and scales. */
  get byteLength(): number {
    return this.#rows.byteLength(this.size);
  }

  /** Sets row `row` (at most `size`, which then appends) to D numbers of a unit or zero vector from `from`. */
  set(row: number, vectors: Reals, from: number): void {
    if (row >= this.size) this.#resize(row + 1);
    this.#rows.encode(this.#quads, row, vectors, from);
  }

  /** Row `row` becomes the last row, which goes. */
  removeByLast(row: number): void {
    const last = this.size - 1;
    this.#rows.copy(this.#quads, last, row);
    this.size = last;
  }

  /**
   * Makes room for rows that are encoded already, from the next multiple of 4 on: rows skipped are for no one to ask for.
   * @returns the first row, and the bytes of its quads, to be written to at once: they move when the scan grows.
   */
  extend(rows: number): { firstRow: number; quads: Uint8Array } {
    const firstRow = Math.ceil(this.size / 4) * 4;
    this.#resize(firstRow + rows);
    const at = this.#quadsAt + this.#rows.byteLength(firstRow);
    return { firstRow, quads: new Uint8Array(this.#memory.buffer, at, this.#rows.byteLength(rows)) };
  }

  /**
   * The rows that may be among the k nearest of a unit query, ascending; undefined when they are too many to name.
   * Of those allowed, none of the true k nearest with at least minScore is missing.
   */
  rowsToScore(unit: Reals, options: ScanOptions): Int32Array | undefined {
    this.#allow(options.allowed);
    this.#one.begin(this.#memory.buffer, 0, unit, options);
    this.#scan(0, this.size);
    this.#wasm.endScan(this.#one.at(0));
    return this.#one.found(this.#memory.buffer, 0);
  }

  /** The same for each of several queries, which together take less time. */
  rowsToScoreForEach(units: readonly Reals[], options: ScanOptions): (Int32Array | undefined)[] {
    this.#allow(options.allowed);
    const results: (Int32Array | undefined)[] = [];
    for (let first = 0; first < units.length; first += BATCH_QUERIES) {
      results.push(...this.#scanBatch(units.slice(first, first + BATCH_QUERIES), options));
    }
    return results;
  }

  /** Goes through a range of rows for the one search; `firstRow` is a multiple of 4. */
  #scan(firstRow: number, endRow: number): void {
    const rows = [this.#quadsAt, firstRow, endRow, this.#rows.width] as const;
    this.#wasm.scanQuads(...rows, this.#one.at(0), this.#allowedAt, this.#one.room);
  }

  #scanBatch(units: readonly Reals[], options: ScanOptions): (Int32Array | undefined)[] {
    const { buffer } = this.#memory;
    const slots = Math.ceil(units.length / QUERIES_AT_ONCE) * QUERIES_AT_ONCE;
    for (let i = 0; i < slots; i++) {
      // The last four are filled up with queries that nothing reaches.
      this.#many.begin(buffer, i, units[i] ?? units[0]!, i < units.length ? options : { k: 1, minScore: Infinity });
    }
    for (let row = 0; row < this.size; row += BATCH_ROWS) {
      const rows = [this.#quadsAt, row, Math.min(row + BATCH_ROWS, this.size), this.#rows.width] as const;
      for (let i = 0; i < slots; i += QUERIES_AT_ONCE) {
        this.#wasm.scanQuadsForFour(...rows, this.#many.at(i), this.#allowedAt, this.#many.room);
      }
    }
    return units.map((_, i) => {
      this.#wasm.endScan(this.#many.at(i));
      return this.#many.found(buffer, i);
    });
  }

  #allow(allowed: Uint8Array | undefined): void {
    const bits = new Uint8Array(this.#memory.buffer, this.#allowedAt, Math.ceil(this.size / 8));
    if (allowed) bits.set(allowed.subarray(0, bits.length));
    else bits.fill(0xff);
  }

  #resize(size: number): void {
    if (size > MAX_ROWS) throw new RangeError(`a scan of ${size} rows, expected at most ${MAX_ROWS}: search in parts`);
    this.size = size;
    const needed = this.#quadsAt + this.byteLength - this.#memory.buffer.byteLength;
    if (needed <= 0) return;
    // An eighth more than needed, so that it grows seldom; memory that is not written to costs nothing.
    this.#memory.grow(Math.ceil((needed + this.byteLength / 8) / PAGE_BYTES));
    this.#quads = new DataView(this.#memory.buffer, this.#quadsAt);
  }
}
