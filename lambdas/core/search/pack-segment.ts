import { CodeRows } from '../numerics/code-rows.ts';
import { hasDirection, writeUnit } from '../numerics/normalize.ts';
import { buildColumn, type Column } from './column.ts';
import { getField, type ProductFields } from './product-fields.ts';
import { SegmentError } from './segment-error.ts';
import { alignColumn, computeLayout, writeHeader } from './segment-format.ts';

/** A product to pack. */
export interface PackedProduct {
  readonly id: string;
  /** (D), finite and not all zero. It is scaled to length 1. */
  readonly vector: Float32Array;
  /** The values of its filter fields. */
  readonly fields?: ProductFields | undefined;
}

export interface PackOptions {
  /**
   * Whether the vectors come from an index, which has scaled them. They are then copied: scaling float32 numbers again
   * would change the last digits of some. @default false
   */
  readonly isUnit?: boolean;
}

/**
 * Packs products into the bytes of a segment (segment-format.ts). The same products give the same bytes in every order.
 * @param products At least one, with unique ids and vectors of one length.
 * @throws SegmentError `unfit-rows`
 */
export function packSegment(
  modelVersion: string,
  products: readonly PackedProduct[],
  { isUnit = false }: PackOptions = {},
): Uint8Array {
  const rows = sortedById(products);
  const D = rows[0]!.product.vector.length;
  for (const { product } of rows) checkVector(product, D);
  const columns = buildColumns(rows.map(({ product }) => product));
  const table = new TextEncoder().encode(JSON.stringify({ modelVersion, columns: columns.map(describeColumn) }));
  const header = {
    ...{ D, rows: rows.length, tableBytes: table.length },
    idsBytes: rows.reduce((sum, { key }) => sum + key.length, 0),
    columnsBytes: columns.reduce((end, { codes }) => alignColumn(end) + codes.byteLength, 0),
  };
  const layout = computeLayout(header);
  const bytes = new Uint8Array(layout.end);
  writeHeader(bytes, header);
  bytes.set(table, layout.table);
  writeIds(bytes, layout.offsets, layout.ids, rows);
  writeColumns(bytes, layout.columns, columns);
  writeVectors(bytes, layout, { D, rows, isUnit });
  return bytes;
}

function checkVector({ id, vector }: PackedProduct, D: number): void {
  if (vector.length !== D) {
    throw new SegmentError('unfit-rows', `the vector of ${id} has ${vector.length} numbers, expected ${D}`);
  }
  if (hasDirection(vector)) return;
  throw new SegmentError('unfit-rows', `the vector of ${id} is all zero or not finite: leave the product out`);
}

interface Row {
  readonly key: Uint8Array;
  readonly product: PackedProduct;
}

function sortedById(products: readonly PackedProduct[]): Row[] {
  if (products.length === 0) throw new SegmentError('unfit-rows', 'no products, expected at least one');
  const encoder = new TextEncoder();
  const rows = products.map((product) => ({ key: encoder.encode(product.id), product }));
  rows.sort((a, b) => compareBytes(a.key, b.key));
  for (let i = 1; i < rows.length; i++) {
    if (compareBytes(rows[i - 1]!.key, rows[i]!.key) < 0) continue;
    throw new SegmentError('unfit-rows', `product ${rows[i]!.product.id} occurs twice, expected unique ids`);
  }
  return rows;
}

/** Compares two texts by their bytes: below 0 if a comes before b, 0 if they are equal. */
export function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) if (a[i] !== b[i]) return a[i]! - b[i]!;
  return a.length - b.length;
}

function buildColumns(products: readonly PackedProduct[]): Column[] {
  const names = new Set(products.flatMap(({ fields = {} }) => Object.keys(fields)));
  return [...names].sort().map((name) =>
    buildColumn(
      name,
      products.map(({ fields }) => getField(fields, name)),
    ),
  );
}

function describeColumn({ name, codes, values }: Column) {
  return { name, width: codes.BYTES_PER_ELEMENT, values };
}

function writeIds(bytes: Uint8Array, offsetsAt: number, idsAt: number, rows: readonly Row[]): void {
  const offsets = new Uint32Array(bytes.buffer, offsetsAt, rows.length + 1);
  rows.forEach(({ key }, i) => {
    bytes.set(key, idsAt + offsets[i]!);
    offsets[i + 1] = offsets[i]! + key.length;
  });
}

function writeColumns(bytes: Uint8Array, columnsAt: number, columns: readonly Column[]): void {
  let at = 0;
  for (const { codes } of columns) {
    at = alignColumn(at);
    bytes.set(new Uint8Array(codes.buffer, codes.byteOffset, codes.byteLength), columnsAt + at);
    at += codes.byteLength;
  }
}

function writeVectors(
  bytes: Uint8Array,
  at: { codes: number; vectors: number },
  { D, rows, isUnit }: { readonly D: number; readonly rows: readonly Row[]; readonly isUnit: boolean },
): void {
  const vectors = new Float32Array(bytes.buffer, at.vectors, rows.length * D);
  const codeRows = new CodeRows(D);
  const quads = new DataView(bytes.buffer, at.codes, codeRows.byteLength(rows.length));
  rows.forEach(({ product }, i) => {
    if (isUnit) vectors.set(product.vector, i * D);
    else writeUnit(product.vector, vectors, i * D);
    codeRows.encode(quads, i, vectors, i * D);
  });
}
