import type { CodeSets, Codes } from '../kernels/simd/code-sets.ts';
import { addRow } from './bits.ts';
import type { FieldValue } from './product-fields.ts';

/** Bytes per code. */
export type ColumnWidth = 1 | 2 | 4;

/** One field of the rows of a segment. Row i has the value values[codes[i] - 1], or no value if its code is 0. */
export interface Column {
  readonly name: string;
  readonly values: readonly FieldValue[];
  readonly codes: Codes;
}

/**
 * Encodes the values of a field, with the narrowest codes that are wide enough. Numbers are in order, and texts with the same
 * beginning are next to each other: then most conditions choose a few ranges of codes, which are found fastest.
 */
export function buildColumn(name: string, given: readonly (FieldValue | undefined)[]): Column {
  const keys = given.map((value) => (value === undefined ? undefined : JSON.stringify(value)));
  const distinct = new Map<string, FieldValue>();
  for (const [i, key] of keys.entries()) if (key !== undefined) distinct.set(key, given[i]!);
  const sorted = [...distinct].sort(compareEntries);
  const codeOf = new Map(sorted.map(([key], i) => [key, i + 1]));
  const codes = keys.map((key) => (key === undefined ? 0 : codeOf.get(key)!));
  return { name, values: sorted.map(([, value]) => value), codes: packCodes(chooseWidth(sorted.length), codes) };
}

type Entry = readonly [key: string, value: FieldValue];

function compareEntries([a, first]: Entry, [b, second]: Entry): number {
  if (typeof first === 'number' && typeof second === 'number') return first - second;
  return a < b ? -1 : 1;
}

/**
 * Writes the set (bits.ts) of the rows of a column whose code passes.
 * @param passes Zeros and ones, one for each code.
 * @param rows Of as many bytes as the set has; all zeros.
 * @param codeSets Undefined without WebAssembly SIMD.
 */
export function findRows(codes: Codes, passes: Uint8Array, rows: Uint8Array, codeSets: CodeSets | undefined): void {
  if (codeSets) codeSets.find(codes, passes, rows);
  else for (let row = 0; row < codes.length; row++) if (passes[codes[row]!]) addRow(rows, row);
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
