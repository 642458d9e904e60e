import { fileFormatOf } from '../object-layout.ts';
import { readCsvRows } from './csv-records.ts';
import { gunzip } from './decompress.ts';
import type { FileSource } from './file-source.ts';
import { FormatError } from './format-error.ts';
import { readJsonLines } from './json-records.ts';
import type { ReadRecord } from './raw-record.ts';

/** Limits of a file. Over `maxRecordBytes` a record is rejected; over `maxFileBytes` the rest of the file is. */
export interface FileLimits {
  readonly maxRecordBytes: number;
  /** After decompression. */
  readonly maxFileBytes: number;
}

/** What a file is found to be by its bytes. */
export interface FileFindings {
  readonly format: 'json-lines' | 'csv';
  readonly compression?: 'gzip';
  /** Of a table: the names of its columns as the header writes them, in its order. */
  readonly columns?: readonly string[];
  /** What was read over or guessed, one sentence each. */
  readonly notes: readonly string[];
}

/** A file whose format is known. */
export interface OpenedFile {
  readonly found: FileFindings;
  /**
   * The records from the beginning of the file, streamed with bounded memory; each call reads the file again.
   * A bad record is a rejected one, and the records after it are read.
   * @throws FormatError if the rest of the file cannot be read.
   */
  records(): AsyncGenerator<ReadRecord, void, void>;
}

/**
 * Reads the beginning of a file and finds out how it is written.
 * @throws FormatError if the file cannot be read.
 */
export async function openFile(source: FileSource, { maxRecordBytes, maxFileBytes }: FileLimits): Promise<OpenedFile> {
  const file = fileFormatOf(source.name);
  if (file === undefined)
    throw new FormatError('unknown-ending', `${source.name} has no known ending: rename the file`);
  const bytes = async () => {
    const chunks = await source.open();
    return file.isCompressed ? gunzip(chunks, maxFileBytes) : chunks;
  };
  const compression = file.isCompressed ? ({ compression: 'gzip' } as const) : {};
  if (file.format === 'jsonl') {
    return {
      found: { format: 'json-lines', ...compression, notes: [] },
      records: async function* () {
        yield* readJsonLines(await bytes(), maxRecordBytes);
      },
    };
  }
  return {
    found: { format: 'csv', ...compression, columns: await readHeader(await bytes(), maxRecordBytes), notes: [] },
    records: async function* () {
      yield* readCsvRows(await bytes(), maxRecordBytes);
    },
  };
}

/** The names of the columns of a CSV file; none if it has no row. */
async function readHeader(chunks: AsyncIterable<Uint8Array>, maxRecordBytes: number): Promise<readonly string[]> {
  let columns: readonly string[] = [];
  for await (const _row of readCsvRows(chunks, maxRecordBytes, (names) => {
    columns = names;
  }))
    break;
  return columns;
}
