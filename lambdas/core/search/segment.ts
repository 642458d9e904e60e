import type { CodeSets } from '../kernels/simd/code-sets.ts';
import { CodeRows, QUAD_ROWS } from '../numerics/code-rows.ts';
import type { Column } from './column.ts';
import { compareBytes } from './pack-segment.ts';
import { readColumns, readTable } from './segment-columns.ts';
import { SegmentError } from './segment-error.ts';
import type { SegmentFile } from './segment-file.ts';
import { computeLayout, HEADER_BYTES, readHeader, type SegmentLayout } from './segment-format.ts';
import { SegmentVectors } from './segment-vectors.ts';

/** Shared, because creating a decoder takes longer than decoding an id. */
const utf8 = new TextDecoder();

/** Where the codes of columns are held. */
export type ColumnMemory = Pick<CodeSets, 'allocate'>;

const anyMemory: ColumnMemory = { allocate: (bytes) => new Uint8Array(bytes) };

/** An open segment (segment-format.ts). Ids and columns are in memory; vectors and their codes are read from its file. */
export class Segment {
  readonly modelVersion: string;
  readonly D: number;
  readonly rows: number;
  readonly columns: ReadonlyMap<string, Column>;
  readonly vectors: SegmentVectors;
  readonly #file: SegmentFile;
  readonly #layout: SegmentLayout;
  readonly #offsets: Uint32Array;
  readonly #ids: Uint8Array;

  /**
   * Reads and checks everything except vectors and their codes.
   * @param columnMemory Gives memory for the codes of columns (default: any).
   * @param headBytes Of a file that has nothing behind so many bytes: there the vectors must begin, which are late then.
   * @throws SegmentError
   */
  constructor(file: SegmentFile, columnMemory: ColumnMemory = anyMemory, headBytes?: number) {
    const start = new Uint8Array(HEADER_BYTES);
    file.read(0, start.subarray(0, Math.min(HEADER_BYTES, file.byteLength)));
    const header = readHeader(start, file.byteLength);
    const layout = computeLayout(header);
    if (headBytes !== undefined && headBytes !== layout.vectors)
      throw new SegmentError('wrong-length', `its head has ${headBytes} bytes, expected ${layout.vectors}`);
    const head = new Uint8Array(layout.columns);
    file.read(0, head);
    const { modelVersion, columns } = readTable(head.subarray(layout.table, layout.table + header.tableBytes));
    this.modelVersion = modelVersion;
    this.D = header.D;
    this.rows = header.rows;
    this.#file = file;
    this.#layout = layout;
    this.#offsets = new Uint32Array(head.buffer, layout.offsets, header.rows + 1);
    this.#ids = head.subarray(layout.ids, layout.ids + header.idsBytes);
    this.#checkIds();
    const columnBytes = columnMemory.allocate(header.columnsBytes);
    file.read(layout.columns, columnBytes);
    this.columns = readColumns(columnBytes, header.rows, columns);
    this.vectors = new SegmentVectors(file, layout.vectors, header.rows, header.D, headBytes !== undefined);
  }

  /** The product id of a row. */
  idAt(row: number): string {
    return utf8.decode(this.#idBytes(row));
  }

  /** Finds the row of a product by binary search. @param key The id in UTF-8. */
  rowOf(key: Uint8Array): number | undefined {
    let [low, high] = [0, this.rows];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (compareBytes(this.#idBytes(middle), key) < 0) low = middle + 1;
      else high = middle;
    }
    return low < this.rows && compareBytes(this.#idBytes(low), key) === 0 ? low : undefined;
  }

  /** Fills `into` with the bytes of the quads of codes, from a byte of them on. */
  readCodes(into: Uint8Array, from: number): void {
    this.#file.read(this.#layout.codes + from, into);
  }

  /** Whether a vector has the codes of a row: other bytes than those that were packed hardly do. */
  hasCodesOf(row: number, vector: Float32Array): boolean {
    const layout = new CodeRows(this.D);
    const stored = new Uint8Array(layout.quadBytes);
    this.readCodes(stored, layout.byteLength(row - (row % QUAD_ROWS)));
    const encoded = stored.slice();
    layout.encode(new DataView(encoded.buffer), row % QUAD_ROWS, vector, 0);
    return compareBytes(stored, encoded) === 0;
  }

  /** Closes the files. The segment must not be used afterwards. */
  close(): void {
    this.#file.close();
    this.vectors.close();
  }

  #idBytes(row: number): Uint8Array {
    return this.#ids.subarray(this.#offsets[row]!, this.#offsets[row + 1]!);
  }

  /** As `compareBytes` of the two ids, without an object for each of them: a segment has tens of thousands. */
  #comesAfterTheRowBefore(row: number): boolean {
    const [before, from, to] = [this.#offsets[row - 1]!, this.#offsets[row]!, this.#offsets[row + 1]!];
    const length = Math.min(from - before, to - from);
    for (let i = 0; i < length; i++) {
      const difference = this.#ids[from + i]! - this.#ids[before + i]!;
      if (difference !== 0) return difference > 0;
    }
    return to - from > from - before;
  }

  #checkIds(): void {
    const end = this.#offsets[this.rows]!;
    if (this.#offsets[0] !== 0 || end !== this.#ids.length) {
      throw new SegmentError('wrong-ids', `its ids end at ${end}, expected ${this.#ids.length}`);
    }
    for (let row = 1; row <= this.rows; row++) {
      const isForward = this.#offsets[row]! >= this.#offsets[row - 1]! && this.#offsets[row]! <= end;
      const isAfter = row === this.rows || this.#comesAfterTheRowBefore(row);
      if (!isForward || !isAfter)
        throw new SegmentError('wrong-ids', `the id of row ${row - 1} does not come before the next`);
    }
  }
}
