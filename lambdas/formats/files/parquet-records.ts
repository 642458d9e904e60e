import * as zlib from 'node:zlib';
import {
  type Compressors,
  type FileMetaData,
  parquetMetadata,
  parquetReadObjects,
  parquetSchema,
  snappyUncompress,
} from 'hyparquet';
import { errorText } from '../../core/errors/error-text.ts';
import {
  checkRowGroup,
  MAX_PAGE_BYTES,
  ParquetFault,
  type ParquetFile,
  ROWS_AT_ONCE,
} from '../parquet/parquet-limits.ts';
import { FormatError } from './format-error.ts';
import type { RawRecord } from './raw-record.ts';
import { MAX_SHOWN_CHARACTERS } from './rejected-record.ts';

/** A page of zlib becomes as long as its header says, or fails. Node 20 has no Zstandard. */
const compressors: Compressors = {
  GZIP: (input, bytes) => zlib.gunzipSync(input, { maxOutputLength: pageBytes(bytes) }),
  BROTLI: (input, bytes) => zlib.brotliDecompressSync(input, { maxOutputLength: pageBytes(bytes) }),
  SNAPPY: (input, bytes) => {
    const page = new Uint8Array(pageBytes(bytes));
    snappyUncompress(input, page);
    return page;
  },
  ...(typeof zlib.zstdDecompressSync === 'function' && {
    ZSTD: (input: Uint8Array, bytes: number) => zlib.zstdDecompressSync(input, { maxOutputLength: pageBytes(bytes) }),
  }),
};

/** @throws FormatError `too-large` if a page would be too long */
function pageBytes(bytes: number): number {
  // zlib takes no 0.
  if (bytes <= MAX_PAGE_BYTES) return Math.max(1, bytes);
  throw new FormatError(
    'too-large',
    `a page of the Parquet file has over ${MAX_PAGE_BYTES} bytes: write smaller pages`,
  );
}

/**
 * The rows of a Parquet file as JSON would hold them: lists and structures nested, times as text by RFC 3339, integers
 * beyond the exact range as text. A row without a value in a column lacks that field. The line of a row is its number.
 * @param bytes The whole file: its directory is at its end, so it cannot be streamed.
 * @param maxTextBytes Of all rows as JSON: some bytes of a file can be millions of rows.
 * @throws FormatError `malformed-parquet` if the bytes are damaged, or compressed in a way that cannot be read; `too-large` if
 *   they are more when they are unpacked than can be read.
 */
export async function* readParquetRecords(
  bytes: Uint8Array,
  maxTextBytes: number,
): AsyncGenerator<RawRecord, void, void> {
  // The reader wants a buffer of its own, and a small file shares one with others.
  const file = new Uint8Array(bytes).buffer;
  const metadata: FileMetaData = await readSafely(async () => parquetMetadata(file));
  const parquet = { file, metadata, compressors };
  let [line, textBytes] = [0, 0];
  for await (const rows of readRows(parquet)) {
    for (const row of rows) {
      const value = toJsonValue(row);
      const text = JSON.stringify(value);
      textBytes += Buffer.byteLength(text);
      if (textBytes > maxTextBytes)
        throw new FormatError('too-large', `its rows have over ${maxTextBytes} bytes as text`);
      line += 1;
      yield { ok: true, line, value, text: text.slice(0, MAX_SHOWN_CHARACTERS) };
    }
  }
}

type Row = Record<string, unknown>;

async function* readRows(parquet: ParquetFile): AsyncGenerator<Row[], void, void> {
  let end = 0;
  for (const group of parquet.metadata.row_groups) {
    await readSafely(async () => checkRowGroup(parquet, group));
    let start = end;
    for (end += Number(group.num_rows); start < end; start += ROWS_AT_ONCE)
      yield await readSafely(() => readColumns(parquet, start, Math.min(start + ROWS_AT_ONCE, end)));
  }
}

/** Reads one column after the other: the reader decodes whole pages, and those of all columns would be in memory together. */
async function readColumns(parquet: ParquetFile, rowStart: number, rowEnd: number): Promise<Row[]> {
  const names = new Set(parquetSchema(parquet.metadata).children.map(({ element }) => element.name));
  const rows: Row[] = Array.from({ length: rowEnd - rowStart }, () => ({}));
  for (const name of names) {
    const read = await parquetReadObjects({ ...parquet, rowStart, rowEnd, columns: [name], geoparquet: false });
    for (const [i, row] of read.entries()) Object.assign(rows[i]!, row);
  }
  return rows;
}

async function readSafely<Value>(read: () => Promise<Value>): Promise<Value> {
  try {
    return await read();
  } catch (cause) {
    if (cause instanceof FormatError) throw cause;
    if (cause instanceof ParquetFault) throw new FormatError(cause.code, cause.message, { cause });
    // The reader follows damaged offsets into nothing.
    const why = cause instanceof TypeError ? 'its directory is damaged' : errorText(cause);
    throw new FormatError('malformed-parquet', `the Parquet file cannot be read: ${why}`, { cause });
  }
}

function toJsonValue(value: unknown): unknown {
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value) || ArrayBuffer.isView(value)) return Array.from(value as ArrayLike<unknown>, toJsonValue);
  const entries = Object.entries(value).filter(([, one]) => one !== null && one !== undefined);
  return Object.fromEntries(entries.map(([name, one]) => [name, toJsonValue(one)]));
}
