import { CodeRows, QUAD_ROWS } from '../../numerics/code-rows.ts';
import type { Reals } from '../../numerics/reals.ts';
import { KernelError } from '../kernel-error.ts';
import { oneThread, type Threads } from '../threads.ts';
import type { WasmMemory } from '../web-assembly.ts';
import { tryGrow } from './arena.ts';
import { checkLength } from './checks.ts';
import type { SimdExports } from './generated/simd-exports.ts';
import { MAX_SCAN_K, type ScanLimits, type ScanOptions, type ScanQuery, ScanSearches } from './scan-searches.ts';
import { SimdMemory } from './simd-memory.ts';
import { instantiate, strictSimd } from './simd-module.ts';
import { WorkScheduler } from './work-scheduler.ts';

const PAGE_BYTES = 65_536;
/** Pages of the scheduler, before those of the searches. */
const SCHEDULER_PAGES = 1;
/** Pages for the first codes. They take no memory until they are written. */
const FIRST_QUAD_PAGES = 16;
/** A scan gives up when more rows than this may be wanted. */
const FOUND_ROOM = 65_536;
/** The same limit for each query of a batch. */
const FOUND_ROOM_OF_MANY = 8192;
/** Queries per batch. */
const BATCH_QUERIES = 64;
/** Queries that share one widening of the codes. */
const QUERIES_AT_ONCE = 4;
/** Rows per block: all queries of a batch scan a block while its codes are in the cache. */
const BATCH_ROWS = 1024;
/** From this many rows on, threads share a query: about 50 microseconds of work. */
const MIN_SHARED_ROWS = 16_384;
/** The most rows of a scan. Address space for their bits is reserved; it takes no memory until it is written. */
const MAX_ROWS = 2 ** 25;

/**
 * Unit vectors as int8 codes with one scale per row: D + 4 bytes per row if D is a multiple of 4. A scan reads all
 * codes and lists every row that may be among the k nearest, with a proven bound for the error of the codes. Scoring
 * only these rows exactly gives the same result as scoring all rows.
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
   * @param D Numbers in a vector, at least 1.
   * @param threads Helping threads. They start at the second scan of 16,384 rows or more, and do not change the listed
   * rows (default: none).
   */
  constructor(D: number, threads: Threads = oneThread) {
    this.#rows = new CodeRows(D);
    this.#one = new ScanSearches(this.#rows, SCHEDULER_PAGES * PAGE_BYTES, threads.count, FOUND_ROOM);
    this.#many = new ScanSearches(this.#rows, this.#one.end, BATCH_QUERIES, FOUND_ROOM_OF_MANY);
    this.#allowedAt = this.#many.end;
    this.#quadsAt = this.#allowedAt + MAX_ROWS / 8;
    const simd = instantiate(strictSimd, Math.ceil(this.#quadsAt / PAGE_BYTES) + FIRST_QUAD_PAGES);
    this.#wasm = simd.exports;
    this.#memory = simd.memory;
    // Its control block is in the first pages.
    this.#scheduler = new WorkScheduler(simd, new SimdMemory(simd.memory), threads, 0, 'late');
    this.#quads = new DataView(this.#memory.buffer, this.#quadsAt);
  }

  /** Number of bytes of the codes and scales. */
  get byteLength(): number {
    return this.#rows.byteLength(this.size);
  }

  /** Stops the helping threads. Later scans run on the calling thread alone. */
  close(): void {
    this.#scheduler.close();
  }

  /**
   * Sets a row to a unit or zero vector: the D numbers of `vectors` from `from` on. A row equal to `size` is appended.
   */
  set(row: number, vectors: Reals, from: number): void {
    if (row >= this.size) this.#resize(row + 1);
    this.#rows.encode(this.#quads, row, vectors, from);
  }

  /** Removes a row: the last row moves to its place. */
  removeBySwap(row: number): void {
    const last = this.size - 1;
    this.#rows.copy(this.#quads, last, row);
    this.size = last;
  }

  /**
   * Appends rows that are already encoded. They begin at `firstRowAfter(size)`; the rows skipped must never be allowed in a
   * search. Their codes are to be written to `quadsAt`.
   */
  extend(rows: number): void {
    this.#resize(firstRowAfter(this.size) + rows);
  }

  /** The bytes of the quads of some rows, of which the first begins a quad. Use them at once: they move when the scan grows. */
  quadsAt(firstRow: number, rows: number): Uint8Array {
    const at = this.#quadsAt + this.#rows.byteLength(firstRow);
    return new Uint8Array(this.#memory.buffer, at, this.#rows.byteLength(rows));
  }

  /**
   * Lists the rows that may be among the k nearest of a unit query, ascending. None of the k nearest allowed rows with
   * a score of at least minScore is missing. Returns undefined if there are too many rows to list.
   * @throws KernelError `wrong-size`, `too-short`
   */
  rowsToScore(unit: Reals, options: ScanOptions): Int32Array | undefined {
    this.#check(unit, options);
    this.#writeAllowed(options.allowed);
    const { buffer } = this.#memory;
    const ranges = this.size < MIN_SHARED_ROWS ? 1 : this.#scheduler.count;
    const each = Math.max(QUAD_ROWS, Math.ceil(this.size / ranges / QUAD_ROWS) * QUAD_ROWS);
    this.#scan('scanRanges', this.#one, ranges, each, () => {
      for (let range = 0; range < ranges; range++) this.#one.begin(buffer, range, unit, options);
    });
    this.#one.joinBars(buffer, ranges, options.k);
    const found = Array.from({ length: ranges }, (_, range) => this.#collectFound(this.#one, range));
    if (found.includes(undefined)) return undefined;
    return ranges === 1 ? found[0] : Int32Array.from((found as Int32Array[]).flatMap((rows) => [...rows]));
  }

  /** The same for each of several queries in the same rows, which takes less time than one call per query. */
  rowsToScoreForEach(queries: readonly ScanQuery[], allowed?: Uint8Array): (Int32Array | undefined)[] {
    for (const query of queries) this.#check(query.unit, query);
    this.#writeAllowed(allowed);
    const results: (Int32Array | undefined)[] = [];
    for (let first = 0; first < queries.length; first += BATCH_QUERIES) {
      results.push(...this.#scanBatch(queries.slice(first, first + BATCH_QUERIES)));
    }
    return results;
  }

  #scanBatch(queries: readonly ScanQuery[]): (Int32Array | undefined)[] {
    const { buffer } = this.#memory;
    const groups = Math.ceil(queries.length / QUERIES_AT_ONCE);
    this.#scan('scanGroups', this.#many, groups, BATCH_ROWS, () => {
      for (let i = 0; i < groups * QUERIES_AT_ONCE; i++) {
        const query = queries[i];
        // The last group is filled with queries that no row can reach.
        this.#many.begin(buffer, i, (query ?? queries[0]!).unit, query ?? { k: 1, minScore: Infinity });
      }
    });
    return queries.map((_, i) => this.#collectFound(this.#many, i));
  }

  /**
   * Begins searches and runs a scan for them. If a thread is lost, repeats it on the calling thread: a scan changes no
   * rows.
   */
  #scan(
    work: 'scanRanges' | 'scanGroups',
    searches: ScanSearches,
    units: number,
    each: number,
    begin: () => void,
  ): void {
    const { width } = this.#rows;
    // A short scan is not shared.
    const minPerPart = this.size < MIN_SHARED_ROWS ? units : 1;
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

  #collectFound(searches: ScanSearches, index: number): Int32Array | undefined {
    this.#wasm.endScan(searches.at(index));
    return searches.found(this.#memory.buffer, index);
  }

  #check(unit: Reals, { k }: ScanLimits): void {
    if (!Number.isInteger(k) || k < 1 || k > MAX_SCAN_K)
      throw new KernelError('wrong-size', `k is ${k}, expected a whole number in [1, ${MAX_SCAN_K}]`);
    checkLength('query', unit, this.#rows.D);
  }

  #writeAllowed(allowed: Uint8Array | undefined): void {
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

  /** Grows by an eighth more than needed if possible, so that it grows rarely. Unwritten memory costs nothing. */
  #grow(size: number, needed: number, spare: number): void {
    const pages = [needed + spare, needed].map((bytes) => Math.ceil(bytes / PAGE_BYTES));
    if (!pages.some((some) => tryGrow(this.#memory, some))) throw outOfMemory(size, 'fewer');
    this.#quads = new DataView(this.#memory.buffer, this.#quadsAt);
  }
}

/** The first row of a segment after so many rows: at a quad of codes, and at a byte of the sets of rows. */
export function firstRowAfter(rows: number): number {
  return Math.ceil(rows / 8) * 8;
}

function outOfMemory(rows: number, expected: string): KernelError {
  return new KernelError(
    'out-of-memory',
    `no memory for a scan of ${rows} rows, expected ${expected}; divide the catalog into several searches`,
  );
}
