import { CodeRows, QUAD_ROWS } from '../../numerics/code-rows.ts';
import type { Reals } from '../../numerics/reals.ts';
import { KernelError } from '../kernel-error.ts';
import { oneThread, type Threads } from '../threads.ts';
import type { WasmMemory } from '../web-assembly.ts';
import { tryGrow } from './arena.ts';
import { checkLength } from './checks.ts';
import type { SimdExports } from './generated/simd-exports.ts';
import { MAX_SCAN_K, type ScanOptions, ScanSearches } from './scan-searches.ts';
import { SimdMemory } from './simd-memory.ts';
import { instantiate } from './simd-module.ts';
import { WorkScheduler } from './work-scheduler.ts';

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
/** Rows that one query is shared between threads from: some 50 microseconds. */
const LEAST_SHARED_ROWS = 16_384;
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
  readonly #scheduler: WorkScheduler;
  readonly #memory: WasmMemory;
  readonly #one: ScanSearches;
  readonly #many: ScanSearches;
  readonly #allowedAt: number;
  readonly #quadsAt: number;
  #quads: DataView;
  size = 0;

  /**
   * @param threads Who helps, from the second scan of 16,384 rows or more on. The rows that are named are the same without
   * (default: nobody).
   */
  constructor(D: number, threads: Threads = oneThread) {
    this.#rows = new CodeRows(D);
    const simd = instantiate('strict');
    this.#wasm = simd.exports;
    this.#memory = simd.memory;
    // The scheduler's block is in the first page.
    this.#scheduler = new WorkScheduler(simd, new SimdMemory(simd.memory), threads, 0, 'late');
    this.#one = new ScanSearches(this.#rows, PAGE_BYTES, threads.count, FOUND_ROOM);
    this.#many = new ScanSearches(this.#rows, this.#one.end, BATCH_QUERIES, FOUND_ROOM_OF_MANY);
    this.#allowedAt = this.#many.end;
    this.#quadsAt = this.#allowedAt + MAX_ROWS / 8;
    this.#memory.grow(Math.ceil(this.#quadsAt / PAGE_BYTES));
    this.#quads = new DataView(this.#memory.buffer, this.#quadsAt);
  }

  /** Bytes of the codes and scales. */
  get byteLength(): number {
    return this.#rows.byteLength(this.size);
  }

  /** Ends the threads that help; scans go on alone. */
  close(): void {
    this.#scheduler.close();
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
   * @throws KernelError `wrong-size`, `too-short`
   */
  rowsToScore(unit: Reals, options: ScanOptions): Int32Array | undefined {
    this.#check([unit], options);
    this.#allow(options.allowed);
    const { buffer } = this.#memory;
    const ranges = this.size < LEAST_SHARED_ROWS ? 1 : this.#scheduler.count;
    const each = Math.max(QUAD_ROWS, Math.ceil(this.size / ranges / QUAD_ROWS) * QUAD_ROWS);
    this.#share('scanRanges', this.#one, ranges, each, () => {
      for (let range = 0; range < ranges; range++) this.#one.begin(buffer, range, unit, options);
    });
    this.#one.joinBars(buffer, ranges, options.k);
    const found = Array.from({ length: ranges }, (_, range) => this.#ended(this.#one, range));
    if (found.includes(undefined)) return undefined;
    return ranges === 1 ? found[0] : Int32Array.from((found as Int32Array[]).flatMap((rows) => [...rows]));
  }

  /** The same for each of several queries, which together take less time. */
  rowsToScoreForEach(units: readonly Reals[], options: ScanOptions): (Int32Array | undefined)[] {
    this.#check(units, options);
    this.#allow(options.allowed);
    const results: (Int32Array | undefined)[] = [];
    for (let first = 0; first < units.length; first += BATCH_QUERIES) {
      results.push(...this.#scanBatch(units.slice(first, first + BATCH_QUERIES), options));
    }
    return results;
  }

  #scanBatch(units: readonly Reals[], options: ScanOptions): (Int32Array | undefined)[] {
    const { buffer } = this.#memory;
    const groups = Math.ceil(units.length / QUERIES_AT_ONCE);
    this.#share('scanGroups', this.#many, groups, BATCH_ROWS, () => {
      for (let i = 0; i < groups * QUERIES_AT_ONCE; i++) {
        // The last four are filled up with queries that nothing reaches.
        this.#many.begin(buffer, i, units[i] ?? units[0]!, i < units.length ? options : { k: 1, minScore: Infinity });
      }
    });
    return units.map((_, i) => this.#ended(this.#many, i));
  }

  /** Begins searches and goes through the rows for them; where a thread is lost with its part, once more without. */
  #share(
    work: 'scanRanges' | 'scanGroups',
    searches: ScanSearches,
    units: number,
    each: number,
    begin: () => void,
  ): void {
    const { width } = this.#rows;
    // A scan that is too short to be shared is one part.
    const minPerPart = this.size < LEAST_SHARED_ROWS ? units : 1;
    const args = [this.#quadsAt, this.size, width, searches.recordsAt, this.#allowedAt, searches.room, each] as const;
    begin();
    try {
      this.#scheduler.run(work, args, { count: units, minPerPart });
    } catch (cause) {
      if (!(cause instanceof KernelError && cause.code === 'thread-lost')) throw cause;
      begin();
      this.#scheduler.run(work, args, { count: units, minPerPart });
    }
  }

  #ended(searches: ScanSearches, index: number): Int32Array | undefined {
    this.#wasm.endScan(searches.at(index));
    return searches.found(this.#memory.buffer, index);
  }

  #check(units: readonly Reals[], { k }: ScanOptions): void {
    if (!Number.isInteger(k) || k < 1 || k > MAX_SCAN_K)
      throw new KernelError('wrong-size', `k is ${k}, expected a whole number in [1, ${MAX_SCAN_K}]`);
    for (const unit of units) checkLength('query', unit, this.#rows.D);
  }

  #allow(allowed: Uint8Array | undefined): void {
    const bits = new Uint8Array(this.#memory.buffer, this.#allowedAt, Math.ceil(this.size / 8));
    if (allowed) bits.set(allowed.subarray(0, bits.length));
    else bits.fill(0xff);
  }

  #resize(size: number): void {
    if (size > MAX_ROWS) throw outOfMemory(size, `at most ${MAX_ROWS}`);
    const bytes = this.#rows.byteLength(size);
    const needed = this.#quadsAt + bytes - this.#memory.buffer.byteLength;
    if (needed > 0) this.#grow(size, needed, bytes / 8);
    this.size = size;
  }

  /** By an eighth more than needed, where that can be had, so that it grows seldom; memory that is not written to costs nothing. */
  #grow(size: number, needed: number, spare: number): void {
    const pages = [needed + spare, needed].map((bytes) => Math.ceil(bytes / PAGE_BYTES));
    if (!pages.some((some) => tryGrow(this.#memory, some))) throw outOfMemory(size, 'fewer');
    this.#quads = new DataView(this.#memory.buffer, this.#quadsAt);
  }
}

function outOfMemory(rows: number, expected: string): KernelError {
  return new KernelError('out-of-memory', `a scan of ${rows} rows, expected ${expected}: search in parts`);
}
