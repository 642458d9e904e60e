import { CodeScan, firstRowAfter } from '../kernels/simd/code-scan.ts';
import { CodeSets } from '../kernels/simd/code-sets.ts';
import { MAX_SCAN_K, type ScanOptions, type ScanQuery } from '../kernels/simd/scan-searches.ts';
import { strictSimd, supportsSimd } from '../kernels/simd/simd-module.ts';
import type { Threads } from '../kernels/threads.ts';
import { CodeRows } from '../numerics/code-rows.ts';
import { hasDirection } from '../numerics/normalize.ts';
import { addRow, countRows, createFullSet, dropRow, hasRow, keepRows } from './bits.ts';
import { type Column, findRows } from './column.ts';
import { kindOf, type ValueKind } from './field-catalog.ts';
import { FieldValues } from './field-values.ts';
import { type Condition, compileCondition } from './filter.ts';
import { LateVectors, type Part, VectorsMissing } from './late-vectors.ts';
import type { FieldValue } from './product-fields.ts';
import type { SearchRows } from './search-rows.ts';
import type { Segment } from './segment.ts';
import { SegmentError } from './segment-error.ts';

const utf8 = new TextEncoder();
/** Conditions whose rows are kept: one bit for each row and condition, so at most 4 bytes for each product. */
const MAX_CONDITIONS = 32;

export interface SnapshotIndexOptions {
  /**
   * Whether the float32 vectors are read into memory, 4 D bytes per product. Otherwise a search reads the few that it
   * scores.
   */
  readonly loadVectors: boolean;
  /** Helping threads for scans of many rows. They do not change the results. @default none */
  readonly threads?: Threads | undefined;
  /** Has the codes of the columns, if the segments were opened with it. @default a new one, to which they are copied */
  readonly codeSets?: CodeSets | undefined;
  /** Whether the caller has `readInSteps` read the segments, to do other work in between. @default false: read at once */
  readonly inSteps?: boolean;
}

/** Rows per step of reading codes. A multiple of the rows of a quad. */
const ROWS_PER_STEP = 8192;

/** A memory for the columns of the segments of one snapshot; undefined without WebAssembly SIMD. */
export function createColumnMemory(): CodeSets | undefined {
  return supportsSimd(strictSimd) ? new CodeSets() : undefined;
}

/**
 * The read-only index over the segments of a snapshot. It holds in memory, for each product: D + 4 bytes of codes, its
 * id in UTF-8 plus 4 bytes, and 1, 2 or 4 bytes per column. Products can be removed but not added.
 */
export class SnapshotIndex implements SearchRows {
  readonly modelVersion: string;
  readonly D: number;
  /** The vectors that are not read yet. A search that needs some of them throws VectorsMissing. */
  readonly late: LateVectors;
  readonly #parts: readonly Part[];
  /** The rows in use. Rows skipped between segments, and removed ones, are not. */
  readonly #inUse: Uint8Array;
  readonly #scan: CodeScan | undefined;
  #codeSets: CodeSets | undefined;
  #size = 0;
  /** Field -> the kinds of its values, once they are asked for. */
  readonly #kinds = new Map<string, ReadonlySet<ValueKind>>();
  /** Field -> its values, once they are tested. */
  readonly #values = new Map<string, FieldValues>();
  /** Condition -> the rows that meet it. */
  readonly #conditions = new Map<string, Uint8Array>();

  readonly #loadsVectors: boolean;

  /** @param segments At least one, of one version and dimension. @throws SegmentError `unfit-rows` */
  constructor(
    segments: readonly Segment[],
    { loadVectors, threads, codeSets = createColumnMemory(), inSteps = false }: SnapshotIndexOptions,
  ) {
    const { modelVersion, D } = segments[0]!;
    this.modelVersion = modelVersion;
    this.D = D;
    this.#loadsVectors = loadVectors;
    this.#scan = supportsSimd(strictSimd) ? new CodeScan(D, threads) : undefined;
    this.#codeSets = codeSets;
    const parts: Part[] = [];
    this.#inUse = new Uint8Array(Math.ceil(countPlaces(segments) / 8));
    let end = 0;
    for (const segment of segments) {
      if (segment.modelVersion !== modelVersion || segment.D !== D) {
        const found = `${segment.modelVersion} and ${segment.D} numbers`;
        throw new SegmentError(
          'unfit-rows',
          `a segment has ${found}, expected ${modelVersion} and ${D} numbers as in the first segment`,
        );
      }
      const firstRow = firstRowAfter(end);
      parts.push({ segment, firstRow });
      end = firstRow + segment.rows;
    }
    this.#parts = parts;
    this.late = new LateVectors(parts);
    if (!inSteps) for (const _ of this.readInSteps());
  }

  /** Reads the segments, in steps of about a millisecond. Call nothing else before the last step. */
  *readInSteps(): Generator<void, void> {
    for (const part of this.#parts) {
      if (this.#loadsVectors && !part.segment.vectors.isLate) yield* part.segment.vectors.loadInSteps();
      if (this.#scan) yield* this.#readCodes(part, this.#scan);
      else yield* this.#findVectors(part);
    }
    this.#size = countRows(this.#inUse);
  }

  /** Number of products that are not removed. */
  get size(): number {
    return this.#size;
  }

  /** Removes a product from all segments. */
  remove(id: string): void {
    for (const row of this.#rowsOf(id)) {
      dropRow(this.#inUse, row);
      this.#size -= 1;
    }
  }

  rowOf(id: string): number | undefined {
    return this.#rowsOf(id)[0];
  }

  idAt(row: number): string {
    const { segment, firstRow } = this.#partOf(row);
    return segment.idAt(row - firstRow);
  }

  vectorAt(row: number): Float32Array {
    const { segment, firstRow } = this.#partOf(row);
    if (segment.vectors.lacks(row - firstRow)) throw new VectorsMissing([row]);
    return segment.vectors.at(row - firstRow);
  }

  valueAt(row: number, field: string): FieldValue | undefined {
    const { segment, firstRow } = this.#partOf(row);
    const column = segment.columns.get(field);
    return column?.values[column.codes[row - firstRow]! - 1];
  }

  rowsInUse(): Uint8Array {
    return this.#inUse.slice();
  }

  keepWhere(set: Uint8Array, condition: Condition, isNegated: boolean): void {
    keepRows(set, this.#meeting(condition), isNegated);
  }

  visitValues(set: Uint8Array, field: string, visit: (value: FieldValue, count: number) => void): void {
    for (const { segment, firstRow } of this.#parts) {
      const { values, codes } = segment.columns.get(field) ?? { values: [], codes: [] };
      const counts = new Uint32Array(values.length + 1);
      for (let row = 0; row < codes.length; row++) if (hasRow(set, firstRow + row)) counts[codes[row]!]! += 1;
      for (let i = 0; i < values.length; i++) if (counts[i + 1]! > 0) visit(values[i]!, counts[i + 1]!);
    }
  }

  fieldNames(): ReadonlySet<string> {
    return new Set(this.#parts.flatMap(({ segment }) => [...segment.columns.keys()]));
  }

  kindsOf(field: string): ReadonlySet<ValueKind> {
    const known = this.#kinds.get(field);
    if (known) return known;
    const kinds = new Set(this.#parts.flatMap(({ segment }) => listKinds(segment.columns.get(field))));
    this.#kinds.set(field, kinds);
    return kinds;
  }

  rowsToScore(unit: Float64Array, options: ScanOptions): Int32Array | undefined {
    const rows = options.k > MAX_SCAN_K ? undefined : this.#scan?.rowsToScore(unit, options);
    this.late.require(rows);
    return rows;
  }

  rowsToScoreForEach(queries: readonly ScanQuery[], allowed: Uint8Array): (Int32Array | undefined)[] {
    const isScanned = queries.every(({ k }) => k <= MAX_SCAN_K);
    const scanned = (isScanned ? this.#scan : undefined)?.rowsToScoreForEach(queries, allowed);
    const found = scanned ?? queries.map(() => undefined);
    // A query without rows is scanned alone.
    this.late.require(found.flatMap((rows) => (rows ? [...rows] : [])));
    return found;
  }

  /** Closes the files of the segments and stops the helping threads. */
  close(): void {
    this.#scan?.close();
    for (const { segment } of this.#parts) segment.close();
  }

  /**
   * Reads the codes of a segment, and marks its rows that have a vector: segments of older versions of this project may hold
   * zero vectors, which are no embeddings.
   */
  *#readCodes({ segment, firstRow }: Part, scan: CodeScan): Generator<void, void> {
    const layout = new CodeRows(this.D);
    scan.extend(segment.rows);
    for (let first = 0; first < segment.rows; first += ROWS_PER_STEP) {
      const rows = Math.min(ROWS_PER_STEP, segment.rows - first);
      const quads = scan.quadsAt(firstRow + first, rows);
      segment.readCodes(quads, layout.byteLength(first));
      const codes = new DataView(quads.buffer, quads.byteOffset, quads.byteLength);
      for (let row = 0; row < rows; row++)
        if (layout.hasDirection(codes, row)) addRow(this.#inUse, firstRow + first + row);
      yield;
    }
  }

  /** The same without WebAssembly SIMD, by the vectors. */
  *#findVectors({ segment, firstRow }: Part): Generator<void, void> {
    for (let row = 0; row < segment.rows; row++) {
      if (hasDirection(segment.vectors.at(row))) addRow(this.#inUse, firstRow + row);
      if (row % ROWS_PER_STEP === 0) yield;
    }
  }

  /** The rows in use of a product. There are several if it changed while the snapshot was written. */
  #rowsOf(id: string): number[] {
    const key = utf8.encode(id);
    return this.#parts.flatMap(({ segment, firstRow }) => {
      const row = segment.rowOf(key);
      return row !== undefined && hasRow(this.#inUse, firstRow + row) ? [firstRow + row] : [];
    });
  }

  /** The rows that meet a condition. Those of recent conditions are kept: the values of a snapshot never change. */
  #meeting(condition: Condition): Uint8Array {
    // Groups have a condition for each value, which no other search has.
    if (condition.op === 'same') return this.#findMeeting(condition);
    const key = JSON.stringify(condition);
    const meeting = this.#conditions.get(key) ?? this.#findMeeting(condition);
    // A Map iterates in the order of insertion: set again, the condition used last is evicted last.
    this.#conditions.delete(key);
    this.#conditions.set(key, meeting);
    if (this.#conditions.size > MAX_CONDITIONS) this.#conditions.delete(this.#conditions.keys().next().value!);
    return meeting;
  }

  #findMeeting(condition: Condition): Uint8Array {
    const bits = new Uint8Array(this.#inUse.length);
    this.#codeSets ??= createColumnMemory();
    const passing = this.#valuesOf(condition.field).test(compileCondition(condition));
    for (const [i, { segment, firstRow }] of this.#parts.entries()) {
      const passes = passing[i]!;
      const column = segment.columns.get(condition.field);
      const rows = bits.subarray(firstRow / 8, firstRow / 8 + Math.ceil(segment.rows / 8));
      if (column) findRows(column.codes, passes, rows, this.#codeSets);
      else if (passes[0]) rows.set(createFullSet(segment.rows));
    }
    return bits;
  }

  #valuesOf(field: string): FieldValues {
    const known = this.#values.get(field);
    if (known) return known;
    const values = new FieldValues(this.#parts.map(({ segment }) => segment.columns.get(field)));
    // A field that no segment has costs nothing; a caller may ask for any number of them.
    if (this.#parts.some(({ segment }) => segment.columns.has(field))) this.#values.set(field, values);
    return values;
  }

  #partOf(row: number): Part {
    return this.#parts.findLast(({ firstRow }) => firstRow <= row)!;
  }
}

/** The number of rows of the index, with the rows skipped between segments. */
function countPlaces(segments: readonly Segment[]): number {
  return segments.reduce((end, { rows }) => firstRowAfter(end) + rows, 0);
}

/** The kinds of the values of a column; none for a field that no row has. */
function listKinds(column: Column | undefined): ValueKind[] {
  return [...new Set(column?.values.map(kindOf))];
}
