import type * as z from 'zod';
import type { Product } from '../../core/catalog/product.ts';
import type { FileReport } from '../../core/catalog/reading-report.ts';
import type { JudgingRow, TrainingRow } from '../../core/catalog/training-row.ts';
import { errorText } from '../../core/errors/error-text.ts';
import { parseProductRow, readCsvRows } from '../files/csv-records.ts';
import { gunzip } from '../files/decompress.ts';
import type { FileSource } from '../files/file-source.ts';
import { FormatError } from '../files/format-error.ts';
import { splitLines } from '../files/lines.ts';
import { describeIssue, type FormatRecord, rejectRecord } from '../files/rejected-record.ts';
import { endingsOf, type FileFormat, fileFormatOf, type RecordKind } from '../object-layout.ts';
import { judgingRowSchema } from '../schemas/judging-schema.ts';
import { productSchema } from '../schemas/product-schema.ts';
import { chooseTrainingRowSchema } from '../schemas/training-schema.ts';

/** What a line of a file is read as, by the kind of the file. */
export interface RecordKinds extends Record<RecordKind, unknown> {
  catalog: Product;
  training: TrainingRow;
  judging: JudgingRow;
}

export interface ReadOptions {
  /** Default 1 MiB. */
  readonly maxLineBytes?: number;
  /** After decompression, default 16 GiB. */
  readonly maxBytes?: number;
  /** Called once, before the first record. */
  readonly onReport?: (report: FileReport) => void;
}

const DEFAULT_MAX_LINE_BYTES = 1024 ** 2;
const DEFAULT_MAX_BYTES = 16 * 1024 ** 3;

/**
 * Reads the records of a file, streamed with bounded memory. The ending of its name names the format (`object-layout.ts`).
 * A bad line is a rejected record, and the lines after it are read.
 * @throws FormatError if the file, or the rest of it, cannot be read.
 */
export async function* readRecords<Kind extends RecordKind>(
  source: FileSource,
  kind: Kind,
  options: ReadOptions = {},
): AsyncGenerator<FormatRecord<RecordKinds[Kind]>, void, void> {
  const { maxLineBytes = DEFAULT_MAX_LINE_BYTES, maxBytes = DEFAULT_MAX_BYTES } = options;
  const file = fileFormatOf(source.name, kind);
  if (file === undefined)
    throw new FormatError(
      'unknown-ending',
      `${source.name} ends in none of ${endingsOf(kind).join(', ')}: rename the file`,
    );
  const compression = file.isCompressed ? ({ compression: 'gzip' } as const) : {};
  options.onReport?.({ format: file.format, ...compression, notes: [] });
  const chunks = await source.open();
  const bytes = file.isCompressed ? gunzip(chunks, maxBytes) : chunks;
  const records = readers[file.format](bytes, kind, maxLineBytes);
  // The schema of the kind has checked each value.
  yield* records as AsyncGenerator<FormatRecord<RecordKinds[Kind]>, void, void>;
}

type RecordReader = (
  bytes: AsyncIterable<Uint8Array>,
  kind: RecordKind,
  maxLineBytes: number,
) => AsyncGenerator<FormatRecord<unknown>, void, void>;

/** The reader of each file format. */
const readers: Readonly<Record<FileFormat, RecordReader>> = { jsonl: readJsonRecords, csv: readCsvRecords };

/** The schema of a record of each kind, before it is checked. */
const schemas: Readonly<Record<RecordKind, (value: unknown) => z.ZodType>> = {
  catalog: () => productSchema,
  training: chooseTrainingRowSchema,
  judging: () => judgingRowSchema,
};

async function* readJsonRecords(
  bytes: AsyncIterable<Uint8Array>,
  kind: RecordKind,
  maxLineBytes: number,
): AsyncGenerator<FormatRecord<unknown>, void, void> {
  for await (const { number, text, problem } of splitLines(bytes, maxLineBytes)) {
    if (problem) {
      const detail = problem === 'line-too-long' ? `over ${maxLineBytes} bytes` : 'not UTF-8';
      yield rejectRecord(number, problem, detail, text);
      continue;
    }
    let json: unknown;
    try {
      json = JSON.parse(text);
    } catch (cause) {
      yield rejectRecord(number, 'malformed-json', errorText(cause), text);
      continue;
    }
    yield validateRecord(number, json, kind, text);
  }
}

async function* readCsvRecords(
  bytes: AsyncIterable<Uint8Array>,
  kind: RecordKind,
  maxLineBytes: number,
): AsyncGenerator<FormatRecord<unknown>, void, void> {
  for await (const row of readCsvRows(bytes, maxLineBytes)) {
    if (!row.ok) {
      yield row;
      continue;
    }
    const value = kind === 'catalog' ? parseProductRow(row.value) : row.value;
    yield validateRecord(row.line, value, kind, JSON.stringify(row.value));
  }
}

function validateRecord(line: number, value: unknown, kind: RecordKind, text: string): FormatRecord<unknown> {
  const parsed = schemas[kind](value).safeParse(value);
  return parsed.success
    ? { ok: true, line, value: parsed.data }
    : rejectRecord(line, 'invalid-record', describeIssue(parsed.error), text);
}
