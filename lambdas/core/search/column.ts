import type { FieldValue } from './product-fields.ts';

/** Bytes per code. */
export type ColumnWidth = 1 | 2 | 4;

/** One field of the rows of a segment. Row i has the value values[codes[i] - 1], or no value if its code is 0. */
export interface Column {
  readonly name: string;
  readonly values: readonly FieldValue[];
  readonly codes: Uint8Array | Uint16Array | Uint32Array;
}

/** Encodes the values of a field, with the narrowest codes that are wide enough. */
export function buildColumn(name: string, given: readonly (FieldValue | undefined)[]): Column {
  const places = new Map<string, number>();
  const values: FieldValue[] = [];
  const codes = given.map((value) => {
    if (value === undefined) return 0;
    const key = JSON.stringify(value);
    const known = places.get(key) ?? values.push(value);
    places.set(key, known);
    return known;
  });
  return { name, values, codes: packCodes(chooseWidth(values.length), codes) };
}

/** The codes of a column as a view of the bytes of a segment. */
export function viewCodes(bytes: Uint8Array, at: number, width: ColumnWidth, rows: number): Column['codes'] {
  const from = bytes.byteOffset + at;
  if (width === 1) return new Uint8Array(bytes.buffer, from, rows);
  return width === 2 ? new Uint16Array(bytes.buffer, from, rows) : new Uint32Array(bytes.buffer, from, rows);
}

function packCodes(width: ColumnWidth, codes: readonly number[]): Column['codes'] {
  if (width === 1) return Uint8Array.from(codes);
  return width === 2 ? Uint16Array.from(codes) : Uint32Array.from(codes);
}

function chooseWidth(values: number): ColumnWidth {
  if (values < 2 ** 8) return 1;
  return values < 2 ** 16 ? 2 : 4;
}
