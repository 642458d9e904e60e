import type { FileMetaData, RowGroup, SchemaTree } from 'hyparquet';
import { type ColumnMetaData, type Compressors, type DataReader, type PageHeader, parquetSchema } from 'hyparquet';
import { parquetHeader } from 'hyparquet/src/column.js';
import { decompressPage } from 'hyparquet/src/datapage.js';
import { deltaBinaryUnpack } from 'hyparquet/src/delta.js';
import { readRleBitPackedHybrid } from 'hyparquet/src/encoding.js';
import { getMaxDefinitionLevel, getMaxRepetitionLevel, getTreePath, isFlatColumn } from 'hyparquet/src/schema.js';
import { readVarInt } from 'hyparquet/src/thrift.js';
import { CodedError } from '../../core/errors/coded-error.ts';

/**
 * A page may hold so many values. The reader takes some 32 bytes of memory for each, and some bytes of a file can be millions of
 * values. A million rows in one page are usual.
 */
const MAX_PAGE_VALUES = 16 * 1024 ** 2;
/** A page has some megabytes. A small one may be compressed so that it would fill the memory. */
export const MAX_PAGE_BYTES = 256 * 1024 ** 2;
/** Rows that are decoded at once: all pages of a column that have one of them are in memory together. */
export const ROWS_AT_ONCE = 4_096;

/** What a page with data takes when it is decoded. */
interface PageSize {
  readonly values: number;
  readonly bytes: number;
}

/** Thrown for a file that the reader must not see. */
export class ParquetFault extends CodedError<'malformed-parquet' | 'too-large'> {}

/** A file whose directory is read. */
export interface ParquetFile {
  readonly file: ArrayBuffer;
  readonly metadata: FileMetaData;
  readonly compressors: Compressors;
}

/** A column of a group of rows. */
interface Column {
  readonly name: string;
  readonly meta: ColumnMetaData;
  readonly path: SchemaTree[];
  readonly compressors: Compressors;
}

/**
 * Checks a group of rows before it is decoded: how many values its pages hold, that no run repeats a value beyond the end of its
 * page, and that its columns have the rows that the group claims. The reader checks none of this, and would fill the memory.
 * @throws ParquetFault
 */
export function checkRowGroup({ file, metadata, compressors }: ParquetFile, group: RowGroup): void {
  const tree = parquetSchema(metadata);
  for (const { meta_data: meta } of group.columns) {
    if (!meta) continue;
    const path = getTreePath(tree, meta.path_in_schema);
    checkColumn(file, { name: meta.path_in_schema.join('.'), meta, path, compressors }, Number(group.num_rows));
  }
}

function checkColumn(file: ArrayBuffer, column: Column, rows: number): void {
  const { meta, path, name } = column;
  const start = Number(meta.dictionary_page_offset || meta.data_page_offset);
  const view = new DataView(file, start, Number(meta.total_compressed_size));
  const reader = { view, offset: 0 };
  const isFlat = isFlatColumn(path);
  const together = new PagesTogether(isFlat);
  let values = 0;
  // As the reader does: behind the last row there may be anything.
  while (reader.offset < view.byteLength - 1 && !(isFlat && values >= rows)) {
    const header = parquetHeader(reader);
    const body = new Uint8Array(file, start + reader.offset, header.compressed_page_size);
    reader.offset += body.length;
    const page = checkPage(column, header, body);
    values += page.values;
    together.add(page);
    checkTogether(column, together);
  }
  if (isFlat && values < rows) throw malformed(`its column ${name} has ${values} of ${rows} rows`);
}

/** The pages of a column that are in memory together. The reader decodes all pages of a nested column at once. */
class PagesTogether {
  readonly isFlat: boolean;
  values = 0;
  bytes = 0;
  readonly #pages: PageSize[] = [];
  /** The first of them that is still in memory. */
  #first = 0;

  constructor(isFlat: boolean) {
    this.isFlat = isFlat;
  }

  add(page: PageSize): void {
    this.#pages.push(page);
    this.values += page.values;
    this.bytes += page.bytes;
    const isBehind = () => this.values - this.#pages[this.#first]!.values >= ROWS_AT_ONCE;
    while (this.isFlat && this.#first < this.#pages.length - 1 && isBehind()) {
      const { values, bytes } = this.#pages[this.#first]!;
      this.values -= values;
      this.bytes -= bytes;
      this.#first += 1;
    }
  }
}

function checkTogether(column: Column, { isFlat, values, bytes }: PagesTogether): void {
  // It makes a list on each level.
  const nested = isFlat ? 0 : values * column.path.length;
  if (nested > MAX_PAGE_VALUES) throw tooMany(column, nested, 'row groups');
  if (bytes <= MAX_PAGE_BYTES) return;
  const found = `${bytes} bytes of its column ${column.name} would be in memory, expected at most ${MAX_PAGE_BYTES}`;
  throw new ParquetFault('too-large', `The Parquet file cannot be read: ${found}. Write smaller pages or row groups.`);
}

function checkPage(column: Column, header: PageHeader, body: Uint8Array): PageSize {
  const { data_page_header: first, data_page_header_v2: second, dictionary_page_header: dictionary } = header;
  const values = (first ?? second ?? dictionary)?.num_values ?? 0;
  if (values > MAX_PAGE_VALUES) throw tooMany(column, values, 'pages');
  if (first) return { values, bytes: checkFirstVersion(column, header, body) };
  if (second) return { values, bytes: checkSecondVersion(column, header, body) };
  return { values: 0, bytes: 0 };
}

/** @returns the bytes of the page when it is decoded */
function checkFirstVersion(column: Column, header: PageHeader, body: Uint8Array): number {
  const { path, meta, compressors } = column;
  const { num_values: values, encoding } = header.data_page_header!;
  const reader = readerOf(decompressPage(body, Number(header.uncompressed_page_size), meta.codec, compressors));
  const most = path.length > 1 ? getMaxRepetitionLevel(path) : 0;
  if (most > 0) readLevels(column, reader, most, values);
  const rest = values - countNulls(column, reader, values);
  // Of a dictionary with one value, the reader of this version makes zeros without any run.
  const isOneValue = isIndexed(column, encoding) && reader.view.getUint8(reader.offset) === 0;
  return isOneValue ? 0 : checkValues(column, reader, encoding, rest);
}

/** @returns the bytes of the page when it is decoded */
function checkSecondVersion(column: Column, header: PageHeader, body: Uint8Array): number {
  const { path, meta, compressors } = column;
  const page = header.data_page_header_v2!;
  const { num_values: values, num_nulls: nulls, encoding } = page;
  const [repetition, definition] = [page.repetition_levels_byte_length, page.definition_levels_byte_length];
  const reader = readerOf(body);
  const most = getMaxRepetitionLevel(path);
  if (most > 0) readLevels(column, reader, most, values, repetition);
  reader.offset = repetition;
  const deepest = getMaxDefinitionLevel(path);
  if (deepest > 0) readLevels(column, reader, deepest, values, definition);
  const rest = body.subarray(deepest > 0 ? repetition + definition : repetition);
  const bytes = header.uncompressed_page_size - repetition - definition;
  const isCompressed = page.is_compressed !== false && bytes > 0;
  const unpacked = isCompressed ? decompressPage(rest, bytes, meta.codec, compressors) : rest;
  return checkValues(column, readerOf(unpacked), encoding, values - nulls);
}

function countNulls(column: Column, reader: DataReader, values: number): number {
  const deepest = getMaxDefinitionLevel(column.path);
  if (deepest === 0) return 0;
  let nulls = 0;
  for (const level of readLevels(column, reader, deepest, values)) if (level !== deepest) nulls += 1;
  return nulls;
}

/** @param bytes Of the levels. Absent: the page says that before them. */
function readLevels(column: Column, reader: DataReader, most: number, values: number, bytes?: number): Uint8Array {
  const width = 32 - Math.clz32(most);
  checkRuns(
    column,
    { view: reader.view, offset: reader.offset + (bytes === undefined ? LENGTH_BYTES : 0) },
    width,
    values,
  );
  const levels = new Uint8Array(values);
  // Its declared type leaves out the length, which the page may say itself.
  readRleBitPackedHybrid(reader, width, levels as unknown as number[], bytes as number);
  return levels;
}

const LENGTH_BYTES = 4;

const DICTIONARIES: readonly string[] = ['PLAIN_DICTIONARY', 'RLE_DICTIONARY'];

/** Whether the values are places in a dictionary; true and false need none. */
function isIndexed({ meta }: Column, encoding: string | undefined): boolean {
  return meta.type !== 'BOOLEAN' && DICTIONARIES.includes(encoding ?? '');
}

/** @param values Those that are not null. @returns their bytes when they are decoded */
function checkValues(column: Column, reader: DataReader, encoding: string | undefined, values: number): number {
  const bytes = reader.view.byteLength;
  if (values <= 0 || encoding === undefined) return bytes;
  if (isIndexed(column, encoding)) {
    const width = reader.view.getUint8(reader.offset++);
    checkRuns(column, reader, width, values);
  } else if (encoding === 'RLE' || DICTIONARIES.includes(encoding)) {
    reader.offset += LENGTH_BYTES;
    checkRuns(column, reader, 1, values);
  } else if (encoding === 'DELTA_BYTE_ARRAY') return Math.max(bytes, countTextBytes(reader, values));
  return bytes;
}

/** A run of so many groups of eight overflows the arithmetic of the reader. */
const MAX_PACKED_GROUPS = 2 ** 28;

/** Walks the runs of values of a fixed width, without reading them. @param values How many there are. */
function checkRuns(column: Column, reader: DataReader, width: number, values: number): void {
  for (let seen = 0; seen < values; ) {
    const header = readVarInt(reader);
    const count = header >>> 1;
    if (header & 1) {
      if (count >= MAX_PACKED_GROUPS) throw overrun(column, 8 * count, values);
      reader.offset += count * width;
      seen += 8 * count;
    } else {
      if (count > values - seen) throw overrun(column, count, values - seen);
      reader.offset += Math.ceil(width / 8);
      seen += count;
    }
  }
}

/** Each value is the beginning of the one before and more: a page of a megabyte can be a terabyte of text. */
function countTextBytes(reader: DataReader, values: number): number {
  let bytes = 0;
  for (const lengths of [new Int32Array(values), new Int32Array(values)]) {
    deltaBinaryUnpack(reader, values, lengths);
    for (const length of lengths) bytes += Math.max(0, length);
  }
  return bytes;
}

function readerOf(bytes: Uint8Array): DataReader {
  return { view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), offset: 0 };
}

function tooMany({ name }: Column, values: number, parts: string): ParquetFault {
  const found = `its column ${name} has ${values} values in one place, expected at most ${MAX_PAGE_VALUES}`;
  return new ParquetFault('too-large', `The Parquet file cannot be read: ${found}. Write smaller ${parts}.`);
}

function overrun({ name }: Column, count: number, left: number): ParquetFault {
  return malformed(`its column ${name} repeats a value ${count} times where ${left} values are left in the page`);
}

function malformed(why: string): ParquetFault {
  return new ParquetFault('malformed-parquet', `the Parquet file cannot be read: ${why}`);
}
