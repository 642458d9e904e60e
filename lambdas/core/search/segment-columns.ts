import { type Column, type ColumnWidth, viewCodes } from './column.ts';
import { type FieldValue, isFieldValue } from './product-fields.ts';
import { SegmentError } from './segment-error.ts';
import { alignColumn } from './segment-format.ts';

/** A column as described in the table of a segment. */
interface ColumnEntry {
  readonly name: string;
  readonly width: ColumnWidth;
  readonly values: readonly FieldValue[];
}

/** Reads the table of a segment. @throws SegmentError `wrong-table` */
export function readTable(bytes: Uint8Array): { modelVersion: string; columns: readonly ColumnEntry[] } {
  const { modelVersion, columns } = parseObject(bytes) as { modelVersion?: unknown; columns?: unknown };
  if (typeof modelVersion !== 'string' || !Array.isArray(columns)) {
    throw new SegmentError('wrong-table', 'its table names no model version or no columns');
  }
  columns.forEach((entry, i) => {
    if (!isEntry(entry))
      throw new SegmentError('wrong-table', `column ${i} has no valid name, width (1, 2 or 4) and values`);
  });
  return { modelVersion, columns };
}

/** Reads the columns as views of their section. @throws SegmentError `wrong-column` */
export function readColumns(
  bytes: Uint8Array,
  rows: number,
  entries: readonly ColumnEntry[],
): ReadonlyMap<string, Column> {
  let next = 0;
  const columns = entries.map(({ name, width, values }) => {
    next = alignColumn(next);
    if (next + rows * width > bytes.length)
      throw new SegmentError('wrong-column', `the codes of ${name} exceed the section of columns`);
    const codes = viewCodes(bytes, next, width, rows);
    next += rows * width;
    const unknown = codes.findIndex((code) => code > values.length);
    if (unknown < 0) return { name, values, codes };
    throw new SegmentError(
      'wrong-column',
      `row ${unknown} of ${name} has code ${codes[unknown]}, expected at most ${values.length}`,
    );
  });
  if (next !== bytes.length)
    throw new SegmentError('wrong-column', `the columns have ${next} bytes, expected ${bytes.length}`);
  return new Map(columns.map((column) => [column.name, column]));
}

function parseObject(bytes: Uint8Array): object {
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    return typeof value === 'object' && value !== null ? value : {};
  } catch (cause) {
    throw new SegmentError('wrong-table', 'its table is not JSON in UTF-8', { cause });
  }
}

function isEntry(entry: unknown): entry is ColumnEntry {
  if (typeof entry !== 'object' || entry === null) return false;
  const { name, width, values } = entry as Partial<Record<keyof ColumnEntry, unknown>>;
  const isWidth = width === 1 || width === 2 || width === 4;
  return typeof name === 'string' && isWidth && Array.isArray(values) && values.every(isFieldValue);
}
