import { CodeRows } from '../numerics/code-rows.ts';
import { SegmentError } from './segment-error.ts';

/*
 * The format of a segment. All numbers are little-endian, and every section begins at the next multiple of 64:
 *
 *   header   8 bytes "KINDSEG1", then uint32: format version, D, rows, bytes of the table, of the ids, of the columns
 *   table    UTF-8 JSON: {"modelVersion", "columns": [{"name", "width": 1 | 2 | 4, "values": [...]}]}
 *   offsets  rows + 1 uint32: the first byte of each id in the ids
 *   ids      UTF-8, ascending by bytes, for binary search
 *   columns  one after the other, each `width` bytes per row, from a multiple of 4 on: 0 for no value, otherwise its place among
 *            the values, from 1
 *   codes    the vectors as int8 in quads (numerics/code-rows.ts)
 *   vectors  (rows, D) float32
 *
 * The file ends with the last vector. The reader does not check that codes, scales and vectors belong together; the
 * snapshot's manifest has a hash of each segment.
 */

const MAGIC = 'KINDSEG1';
const FORMAT_VERSION = 1;
export const HEADER_BYTES = 64;
const ALIGNMENT = 64;

/** The numbers of the header. */
export interface SegmentHeader {
  readonly D: number;
  readonly rows: number;
  readonly tableBytes: number;
  readonly idsBytes: number;
  readonly columnsBytes: number;
}

/** The first byte of each section, and the end of the file. */
export interface SegmentLayout {
  readonly table: number;
  readonly offsets: number;
  readonly ids: number;
  readonly columns: number;
  readonly codes: number;
  readonly vectors: number;
  readonly end: number;
}

/** Computes where the sections begin. */
export function computeLayout({ D, rows, tableBytes, idsBytes, columnsBytes }: SegmentHeader): SegmentLayout {
  const table = HEADER_BYTES;
  const offsets = roundUp(table + tableBytes);
  const ids = roundUp(offsets + (rows + 1) * 4);
  const columns = roundUp(ids + idsBytes);
  const codes = roundUp(columns + columnsBytes);
  const vectors = roundUp(codes + new CodeRows(D).byteLength(rows));
  return { table, offsets, ids, columns, codes, vectors, end: vectors + rows * D * 4 };
}

/** Writes the header to the first bytes of a segment. */
export function writeHeader(bytes: Uint8Array, { D, rows, tableBytes, idsBytes, columnsBytes }: SegmentHeader): void {
  bytes.set(new TextEncoder().encode(MAGIC));
  const numbers = new DataView(bytes.buffer, bytes.byteOffset);
  const values = [FORMAT_VERSION, D, rows, tableBytes, idsBytes, columnsBytes];
  values.forEach((value, i) => {
    numbers.setUint32(MAGIC.length + i * 4, value, true);
  });
}

/**
 * Reads and checks a header, in the order of its fields.
 * @param fileBytes Number of bytes of the whole segment.
 * @throws SegmentError
 */
export function readHeader(bytes: Uint8Array, fileBytes: number): SegmentHeader {
  if (fileBytes < HEADER_BYTES) {
    throw new SegmentError('too-short', `it has ${fileBytes} bytes, expected at least ${HEADER_BYTES}`);
  }
  const magic = String.fromCharCode(...bytes.subarray(0, MAGIC.length));
  if (magic !== MAGIC)
    throw new SegmentError('wrong-magic', `it begins with ${JSON.stringify(magic)}, expected "${MAGIC}"`);
  const numbers = new DataView(bytes.buffer, bytes.byteOffset, HEADER_BYTES);
  const at = (i: number) => numbers.getUint32(MAGIC.length + i * 4, true);
  const version = at(0);
  if (version !== FORMAT_VERSION) {
    throw new SegmentError(
      'wrong-version',
      `its format version is ${version}, expected ${FORMAT_VERSION}; write the snapshot again`,
    );
  }
  const header = { D: at(1), rows: at(2), tableBytes: at(3), idsBytes: at(4), columnsBytes: at(5) };
  if (header.D < 1 || header.rows < 1) {
    throw new SegmentError(
      'wrong-shape',
      `it has ${header.rows} rows of ${header.D} numbers, expected at least 1 row of 1 number`,
    );
  }
  const { end } = computeLayout(header);
  if (end !== fileBytes) throw new SegmentError('wrong-length', `it has ${fileBytes} bytes, expected ${end}`);
  return header;
}

/** The first byte of the next column, given the end of the one before. */
export function alignColumn(at: number): number {
  return Math.ceil(at / 4) * 4;
}

function roundUp(bytes: number): number {
  return Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;
}
