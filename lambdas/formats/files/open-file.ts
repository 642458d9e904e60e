import { unwrapExport } from '../databases/wrapped-values.ts';
import type { FileFormat } from '../object-layout.ts';
import { describeDelimiter, findTableShape } from '../tables/table-shape.ts';
import { type Encoding, explainBytes } from '../text/encoding.ts';
import { readHead } from './byte-streams.ts';
import { CsvReader } from './csv-reader.ts';
import { decodeDeclared } from './declared-text.ts';
import type { FileSource } from './file-source.ts';
import { FormatError } from './format-error.ts';
import { JsonDocumentReader } from './json-document.ts';
import { JsonLinesReader } from './json-lines.ts';
import { findJsonShape, type JsonShape } from './json-shape.ts';
import { type ForeignContent, findForeignContent, findForeignText, isParquet, isXml } from './known-content.ts';
import { readParquetRecords } from './parquet-records.ts';
import type { ReadRecord } from './raw-record.ts';
import { ReadingCounts } from './reading-counts.ts';
import { readRecordsOf } from './record-reader.ts';
import { rejectRecord } from './rejected-record.ts';
import { type FirstLines, TextContent } from './text-content.ts';
import { type UnpackedFile, unpackFile } from './unpack-file.ts';
import { readXmlRecords } from './xml-records.ts';

/** Limits of a file. Over `maxRecordBytes` a record is rejected; over `maxFileBytes` the rest of the file is. */
export interface FileLimits {
  readonly maxRecordBytes: number;
  /** After decompression. */
  readonly maxFileBytes: number;
}

/** What a file is found to be by its bytes. */
interface FileFindings {
  readonly format: FileFormat;
  readonly compression?: 'gzip' | 'zip';
  /** As far as it is known before all bytes are read. */
  readonly encoding?: Encoding;
  /** Of a table of text: the character between two cells. */
  readonly delimiter?: string;
  /** Of a table: the names of its columns as the header writes them, in its order. An empty file has none. */
  readonly columns?: readonly string[];
  /** What was read over or guessed, one sentence each. */
  readonly notes: readonly string[];
}

/** A file whose format is known. */
export interface OpenedFile {
  readonly found: FileFindings;
  /**
   * The records from the beginning of the file, streamed with bounded memory; each call reads the file again.
   * @param fromLine Where a record begins, from 1: those before are passed over. Only in files of a record a line and tables.
   * A bad record is a rejected one, and the records after it are read.
   * @throws FormatError if the rest of the file cannot be read.
   */
  records(fromLine?: number): AsyncGenerator<ReadRecord, void, void>;
  /** What the last reading of the records read over, one sentence each. */
  readingNotes(): readonly string[];
}

/** The beginning of a file shows how it is written: at least so many bytes are looked at. */
const HEAD_BYTES = 256 * 1024;

/**
 * Reads the beginning of a file and finds out how it is written. The bytes decide; the name only where they allow
 * several formats.
 * @throws FormatError if the file cannot be read. The message says what the file is, and what to do.
 */
export async function openFile(source: FileSource, limits: FileLimits): Promise<OpenedFile> {
  const unpacked = await unpackFile(source, HEAD_BYTES, limits.maxFileBytes);
  refuse(unpacked.name, findForeignContent(unpacked.head.bytes));
  if (isParquet(unpacked.head.bytes)) return openParquet(unpacked, limits);
  const file = decodeDeclared(unpacked);
  const text = new TextContent(file.open, file.head.bytes);
  const first = await text.readFirstLines(file.head);
  const { lines, isFirstCut } = first;
  const beginning = lines.join('\n');
  refuse(file.name, findForeignText(beginning));
  const json = findJsonShape(lines, file.name);
  if (json) return openJson(file, text, json, limits);
  if (isXml(beginning)) return openXml(file, text, limits);
  // A file that breaks off is read as far as it goes, and says so.
  if (isFirstCut && !file.head.isWhole)
    throw new FormatError(
      'broken-header',
      `${file.name}: the first line has over ${HEAD_BYTES} bytes: it is no header`,
    );
  return openTable(file, text, first, limits);
}

/** @throws FormatError if the file is of a kind that is not read */
function refuse(name: string, foreign: ForeignContent | undefined): void {
  if (foreign) throw new FormatError('unsupported-format', `${name} is ${foreign.name}: ${foreign.advice}`);
}

/** A Parquet file is read as a whole: at most so many bytes. */
const MAX_PARQUET_BYTES = 256 * 1024 ** 2;

function openParquet(file: UnpackedFile, { maxFileBytes }: FileLimits): OpenedFile {
  const { name, compression, notes } = file;
  return {
    found: { format: 'parquet', ...(compression && { compression }), notes },
    records: async function* () {
      const { bytes, isWhole, failure } = await readHead(file.open(), MAX_PARQUET_BYTES);
      if (failure) throw failure;
      if (!isWhole) throw new FormatError('too-large', `${name} has over ${MAX_PARQUET_BYTES} bytes: split it`);
      yield* readParquetRecords(bytes, maxFileBytes);
    },
    readingNotes: () => [],
  };
}

function openXml(file: UnpackedFile, text: TextContent, { maxRecordBytes }: FileLimits): OpenedFile {
  return openText(file, text, { format: 'xml', notes: [] }, () =>
    withoutDamage(readXmlRecords(text.texts(), maxRecordBytes), text),
  );
}

/** Rejects the records that have bytes which are not in the encoding. */
async function* withoutDamage(
  records: AsyncIterable<ReadRecord>,
  { encoding }: TextContent,
): AsyncGenerator<ReadRecord, void, void> {
  for await (const record of records) {
    const isDamaged = record.ok && /\\ud[89a-f]/.test(JSON.stringify(record.value));
    yield isDamaged ? rejectRecord(record.line, 'malformed-text', explainBytes(encoding), record.text) : record;
  }
}

function openJson(file: UnpackedFile, text: TextContent, shape: JsonShape, limits: FileLimits): OpenedFile {
  const { maxRecordBytes } = limits;
  const notes = shape.format === 'json' && shape.path.length > 0 ? [`the records are in ${shape.path.join('.')}`] : [];
  return openText(file, text, { format: shape.format, notes }, (counts, fromLine) => {
    const reader =
      shape.format === 'json'
        ? new JsonDocumentReader(shape.path, text, maxRecordBytes, counts)
        : new JsonLinesReader(text, maxRecordBytes, counts, fromLine);
    const areEdges = shape.format === 'json' && shape.path.at(-1) === 'edges';
    const records = readRecordsOf(text.open(), reader);
    return areEdges ? unwrapNodes(records) : unwrapExports(records, counts);
  });
}

/** GraphQL puts each record into an object of its own: `{"cursor": "...", "node": {...}}`. */
async function* unwrapNodes(records: AsyncIterable<ReadRecord>): AsyncGenerator<ReadRecord, void, void> {
  for await (const record of records) {
    const value: unknown = record.ok ? record.value : undefined;
    const isWrapped = typeof value === 'object' && value !== null && 'node' in value;
    yield record.ok && isWrapped ? { ...record, value: value.node } : record;
  }
}

/** Counts the records that a database has wrapped. */
async function* unwrapExports(
  records: AsyncIterable<ReadRecord>,
  counts: ReadingCounts,
): AsyncGenerator<ReadRecord, void, void> {
  for await (const record of records) {
    const value = record.ok ? unwrapExport(record.value, record.text) : undefined;
    const isWrapped = record.ok && value !== record.value;
    if (isWrapped) counts.add('unwrapped');
    yield isWrapped ? { ...record, value } : record;
  }
}

function openTable(file: UnpackedFile, text: TextContent, first: FirstLines, limits: FileLimits): OpenedFile {
  const shape = findTableShape(first, file.head.isWhole, file.name);
  const { names, delimiter, headerProblem } = shape;
  if (headerProblem !== undefined) throw new FormatError('broken-header', `${file.name}: ${headerProblem}`);
  const columns = names.filter((name) => name !== undefined);
  const table = names.length > 0 && { delimiter: describeDelimiter(delimiter), columns };
  const found = { format: 'csv', ...table, notes: shape.notes } as const;
  return openText(file, text, found, (counts, fromLine) =>
    readRecordsOf(text.open(), new CsvReader(shape, text, limits.maxRecordBytes, counts, fromLine)),
  );
}

/** @param read Reads the file once. */
function openText(
  file: UnpackedFile,
  text: TextContent,
  found: Omit<FileFindings, 'compression' | 'encoding'>,
  read: (counts: ReadingCounts, fromLine: number) => AsyncGenerator<ReadRecord, void, void>,
): OpenedFile {
  const { compression } = file;
  const { encoding } = text;
  const guess = encoding === 'windows-1252' ? [`the file is not UTF-8: it is read as ${encoding}`] : [];
  let counts = new ReadingCounts();
  return {
    found: {
      ...found,
      ...(compression && { compression }),
      encoding,
      notes: [...file.notes, ...guess, ...found.notes],
    },
    records: (fromLine = 1) => {
      counts = new ReadingCounts();
      return read(counts, fromLine);
    },
    readingNotes: () => {
      const isOther = text.encoding !== encoding;
      return isOther ? [`the file is not UTF-8: it is read as ${text.encoding}`, ...counts.notes] : counts.notes;
    },
  };
}
