import type { CatalogPlan } from '../columns/catalog-reader.ts';
import type { FormatRecord } from '../files/rejected-record.ts';

/** A record up to which a file was read. Plain JSON. */
export interface ReadingPoint {
  /** The line of the last good record; 0 if there is none. */
  readonly line: number;
  /** Rejected records after it. */
  readonly rejected: number;
}

export const FILE_START: ReadingPoint = { line: 0, rejected: 0 };

/** What is known of a file that was read up to a point: its reading can go on there. Plain JSON. */
export interface ReadingPlace {
  readonly plan: CatalogPlan;
  /** Absent: its records are read from the beginning. */
  readonly point?: ReadingPoint;
}

/** The point after one more record. */
export function pointAfter(point: ReadingPoint, record: { readonly ok: boolean; readonly line: number }): ReadingPoint {
  return record.ok ? { line: record.line, rejected: 0 } : { line: point.line, rejected: point.rejected + 1 };
}

/** The records after a point. @param records From the line of the point on, or from an earlier one. */
export async function* recordsAfter<Value>(
  records: AsyncIterable<FormatRecord<Value>>,
  { line, rejected }: ReadingPoint,
): AsyncGenerator<FormatRecord<Value>, void, void> {
  let isFound = line === 0;
  let left = rejected;
  for await (const record of records) {
    if (!isFound) isFound = record.ok && record.line === line;
    else if (left > 0) left -= 1;
    else yield record;
  }
}
