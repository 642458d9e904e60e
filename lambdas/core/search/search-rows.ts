import type { ScanOptions, ScanQuery } from '../kernels/simd/scan-searches.ts';
import type { FieldCatalog } from './field-catalog.ts';
import type { FieldRows } from './filter-rows.ts';
import type { FieldValue } from './product-fields.ts';

/** One part of an index: rows of unit vectors with ids and fields. Rows may be unused. */
export interface SearchRows extends FieldRows, FieldCatalog {
  /** A new set (bits.ts) of the rows in use. */
  rowsInUse(): Uint8Array;
  /** The row of a product, or undefined. */
  rowOf(id: string): number | undefined;
  /** The product id of a row. */
  idAt(row: number): string;
  /** The unit vector of a row as a view, valid until the next call. */
  vectorAt(row: number): Float32Array;
  /** The value of a field, or undefined. */
  valueAt(row: number, field: string): FieldValue | undefined;
  /** Calls `visit` for values of a field among the rows of a set, with numbers of rows that have them. */
  visitValues(set: Uint8Array, field: string, visit: (value: FieldValue, count: number) => void): void;
  /**
   * Lists the rows that may be among the k nearest of a unit query. Scoring only these misses none of the k nearest.
   * Returns undefined if all allowed rows must be scored: in a small part, or if too many rows may be wanted.
   */
  rowsToScore(unit: Float64Array, options: ScanOptions): Int32Array | undefined;
  /** The same for each of several queries in the same allowed rows. */
  rowsToScoreForEach(queries: readonly ScanQuery[], allowed: Uint8Array): (Int32Array | undefined)[];
}

/** What can be searched: parts without a common product. */
export interface Searchable {
  readonly D: number;
  readonly parts: readonly SearchRows[];
}
