import type { ScanOptions } from '../kernels/simd/scan-searches.ts';
import type { Filter } from './filter.ts';
import type { FieldValue } from './product-fields.ts';

/** Rows of unit vectors with ids and fields, as the search goes through them. Not every row need be in use. */
export interface SearchRows {
  /** The rows in use that meet a filter (bits.ts); a copy. */
  rowsMeeting(filter: Filter): Uint8Array;
  /** The row in use of a product, or undefined. */
  rowOf(id: string): number | undefined;
  idAt(row: number): string;
  /** The unit vector of a row; a view that lasts until the next call. */
  vectorAt(row: number): Float32Array;
  valueAt(row: number, field: string): FieldValue | undefined;
  /** Takes the rows with this value out of a set. */
  dropValue(rows: Uint8Array, field: string, value: FieldValue): void;
  /**
   * The rows that may be among the k nearest of a unit query: score these, and none is missed. Undefined where all allowed
   * rows must be scored: in small indexes, and when too many may be wanted.
   */
  rowsToScore(unit: Float64Array, options: ScanOptions): Int32Array | undefined;
  /** The same for each of many queries. */
  rowsToScoreForEach(units: readonly Float64Array[], options: ScanOptions): (Int32Array | undefined)[];
}

/** What can be searched: parts that have no product in common. */
export interface Searchable {
  readonly D: number;
  readonly parts: readonly SearchRows[];
}

/** A value as a key of groups: equal values have equal keys. */
export function formatValueKey(value: FieldValue): string {
  return JSON.stringify(value);
}
