import { CodedError } from '../errors/coded-error.ts';
import { CodeScan } from '../kernels/simd/code-scan.ts';
import { MAX_SCAN_K, type ScanOptions, type ScanQuery } from '../kernels/simd/scan-searches.ts';
import { strictSimd, supportsSimd } from '../kernels/simd/simd-module.ts';
import type { Threads } from '../kernels/threads.ts';
import { hasDirection, writeUnit } from '../numerics/normalize.ts';
import { createFullSet, dropRow, hasRow } from './bits.ts';
import { CountedFields, type ValueKind } from './field-catalog.ts';
import { type Condition, compileCondition } from './filter.ts';
import { type FieldValue, getField, type ProductFields } from './product-fields.ts';
import type { Searchable, SearchRows } from './search-rows.ts';

export type SearchIndexErrorCode =
  /** A vector has another dimension than the index. */
  | 'wrong-dimension'
  /** A vector is all zero or not finite, so it has no cosine with any other. */
  | 'no-direction';

/** Thrown for a vector that an index cannot hold. */
export class SearchIndexError extends CodedError<SearchIndexErrorCode> {
  constructor(code: SearchIndexErrorCode, message: string) {
    super(code, `search index: ${message}`);
  }
}

const FIRST_CAPACITY = 64;
/** With fewer rows, a scan of codes does not pay for its memory. */
const MIN_SCANNED_SIZE = 2048;

/**
 * A writable index in memory: the delta over a snapshot, or a whole index by itself. Row i of `vectors` is the unit
 * vector of ids[i]. A removal moves another row, so refer to products by id and not by row.
 */
export class DeltaIndex implements SearchRows, Searchable {
  readonly modelVersion: string;
  readonly D: number;
  readonly parts: readonly SearchRows[] = [this];
  /** Ids of the rows in use. */
  readonly ids: string[] = [];
  /** (capacity, D); the first `ids.length` rows are in use. */
  vectors: Float32Array;
  readonly #fields: (ProductFields | undefined)[] = [];
  readonly #fieldCounts = new CountedFields();
  readonly #rows = new Map<string, number>();
  /** The rows as codes, built at the first search in a large index. */
  #scan: CodeScan | undefined;
  #threads: Threads | undefined;

  /**
   * @param D Numbers in a vector, at least 1.
   * @param threads Helping threads for scans of many rows. They do not change the results (default: none).
   */
  constructor(modelVersion: string, D: number, threads?: Threads) {
    this.modelVersion = modelVersion;
    this.D = D;
    this.vectors = new Float32Array(FIRST_CAPACITY * D);
    this.#threads = threads;
  }

  /** Number of products. */
  get size(): number {
    return this.ids.length;
  }

  /** The unit vector of a product as a view, or undefined. Copy the view: it changes with the next write. */
  get(id: string): Float32Array | undefined {
    const row = this.#rows.get(id);
    return row === undefined ? undefined : this.vectorAt(row);
  }

  /**
   * Adds or replaces a product. Its vector is scaled to length 1.
   * @param fields The values of its filter fields (default: none).
   * @throws SearchIndexError `wrong-dimension`, `no-direction`; the index is then unchanged
   */
  upsert(id: string, vector: Float32Array, fields?: ProductFields): void {
    if (vector.length !== this.D) {
      throw new SearchIndexError('wrong-dimension', `vector of ${id} has ${vector.length} numbers, expected ${this.D}`);
    }
    if (!hasDirection(vector)) {
      throw new SearchIndexError('no-direction', `vector of ${id} is all zero or not finite: leave the product out`);
    }
    const row = this.#rows.get(id) ?? this.#append(id);
    writeUnit(vector, this.vectors, row * this.D);
    this.#fieldCounts.count(this.#fields[row], -1);
    this.#fieldCounts.count(fields, 1);
    this.#fields[row] = fields;
    this.#scan?.set(row, this.vectors, row * this.D);
  }

  /** Removes a product: the last row moves to its place. */
  remove(id: string): void {
    const row = this.#rows.get(id);
    if (row === undefined) return;
    const last = this.ids.length - 1;
    const lastId = this.ids[last]!;
    this.#fieldCounts.count(this.#fields[row], -1);
    this.vectors.copyWithin(row * this.D, last * this.D, (last + 1) * this.D);
    this.#scan?.removeBySwap(row);
    this.ids[row] = lastId;
    this.#fields[row] = this.#fields[last];
    this.#rows.set(lastId, row);
    this.ids.pop();
    this.#fields.pop();
    this.#rows.delete(id);
  }

  /** Stops the helping threads. Later searches run on the calling thread alone. */
  close(): void {
    this.#threads = undefined;
    this.#scan?.close();
  }

  rowOf(id: string): number | undefined {
    return this.#rows.get(id);
  }

  idAt(row: number): string {
    return this.ids[row]!;
  }

  vectorAt(row: number): Float32Array {
    return this.vectors.subarray(row * this.D, (row + 1) * this.D);
  }

  valueAt(row: number, field: string): FieldValue | undefined {
    return getField(this.#fields[row], field);
  }

  rowsInUse(): Uint8Array {
    return createFullSet(this.size);
  }

  keepWhere(set: Uint8Array, condition: Condition, isNegated: boolean): void {
    const meets = compileCondition(condition);
    this.#fields.forEach((fields, row) => {
      if (hasRow(set, row) && meets(getField(fields, condition.field)) === isNegated) dropRow(set, row);
    });
  }

  visitValues(set: Uint8Array, field: string, visit: (value: FieldValue, count: number) => void): void {
    this.#fields.forEach((fields, row) => {
      const value = hasRow(set, row) ? getField(fields, field) : undefined;
      if (value !== undefined) visit(value, 1);
    });
  }

  fieldNames(): ReadonlySet<string> {
    return this.#fieldCounts.fieldNames();
  }

  kindsOf(field: string): ReadonlySet<ValueKind> {
    return this.#fieldCounts.kindsOf(field);
  }

  rowsToScore(unit: Float64Array, options: ScanOptions): Int32Array | undefined {
    return this.#findScan(options)?.rowsToScore(unit, options);
  }

  rowsToScoreForEach(queries: readonly ScanQuery[], allowed: Uint8Array): (Int32Array | undefined)[] {
    const k = Math.max(...queries.map((query) => query.k));
    return this.#findScan({ k })?.rowsToScoreForEach(queries, allowed) ?? queries.map(() => undefined);
  }

  #findScan({ k }: Pick<ScanOptions, 'k'>): CodeScan | undefined {
    if (this.size < MIN_SCANNED_SIZE || k > MAX_SCAN_K) return undefined;
    this.#scan ??= this.#buildScan();
    return this.#scan;
  }

  #buildScan(): CodeScan | undefined {
    if (!supportsSimd(strictSimd)) return undefined;
    const scan = new CodeScan(this.D, this.#threads);
    for (let row = 0; row < this.size; row++) scan.set(row, this.vectors, row * this.D);
    return scan;
  }

  #append(id: string): number {
    const row = this.ids.push(id) - 1;
    this.#rows.set(id, row);
    if (this.ids.length * this.D > this.vectors.length) {
      const grown = new Float32Array(this.vectors.length * 2);
      grown.set(this.vectors);
      this.vectors = grown;
    }
    return row;
  }
}
