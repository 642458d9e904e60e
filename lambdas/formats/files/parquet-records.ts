import * as zlib from 'node:zlib';
import { type Compressors, type FileMetaData, parquetMetadata, parquetReadObjects, snappyUncompress } from 'hyparquet';
import { errorText } from '../../core/errors/error-text.ts';
import { FormatError } from './format-error.ts';
import type { RawRecord } from './raw-record.ts';
import { MAX_SHOWN_CHARACTERS } from './rejected-record.ts';

/** Rows that are decoded at once. */
const GROUP_ROWS = 4_096;

/** A page has some megabytes. A small one may be compressed so that it would fill the memory. */
const MAX_PAGE_BYTES = 256 * 1024 ** 2;

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
 * @throws FormatError `malformed-parquet` if the bytes are damaged, or compressed in a way that cannot be read.
 */
export async function* readParquetRecords(bytes: Uint8Array): AsyncGenerator<RawRecord, void, void> {
  // The reader wants a buffer of its own, and a small file shares one with others.
  const file = new Uint8Array(bytes).buffer;
  const metadata: FileMetaData = await readSafely(async () => parquetMetadata(file));
  const rows = Number(metadata.num_rows);
  for (let start = 0; start < rows; start += GROUP_ROWS) {
    const rowEnd = Math.min(start + GROUP_ROWS, rows);
    const read = { file, metadata, compressors, rowStart: start, rowEnd, geoparquet: false };
    const group = await readSafely(() => parquetReadObjects(read));
    for (const [i, row] of group.entries()) {
      const value = toJsonValue(row);
      yield { ok: true, line: start + i + 1, value, text: JSON.stringify(value).slice(0, MAX_SHOWN_CHARACTERS) };
    }
  }
}

async function readSafely<Value>(read: () => Promise<Value>): Promise<Value> {
  try {
    return await read();
  } catch (cause) {
    if (cause instanceof FormatError) throw cause;
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
