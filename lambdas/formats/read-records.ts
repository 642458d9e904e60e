import type * as z from 'zod';
import type { Product } from '../core/catalog/product.ts';
import type { JudgingRow, TrainingRow } from '../core/catalog/training-row.ts';
import { type CsvRow, csvRows, productOfCsv } from './csv-records.ts';
import { gunzip } from './decompress.ts';
import { FormatError } from './format-error.ts';
import { describeIssue, type FormatRecord, rejected } from './format-record.ts';
import { judgingRowSchema } from './judging-schema.ts';
import { splitLines } from './lines.ts';
import { endingsOf, fileFormatOf, type RecordKind } from './object-layout.ts';
import { productSchema } from './product-schema.ts';
import { trainingRowSchemaFor } from './training-schema.ts';

/** What a line of a file is read as, by the kind of the file. */
export interface RecordKinds extends Record<RecordKind, unknown> {
  catalog: Product;
  training: TrainingRow;
  judging: JudgingRow;
}

export interface ReadLimits {
  /** Default 1 MiB. */
  readonly maxLineBytes?: number;
  /** After decompression, default 16 GiB. */
  readonly maxBytes?: number;
}

const DEFAULT_MAX_LINE_BYTES = 1024 ** 2;
const DEFAULT_MAX_BYTES = 16 * 1024 ** 3;
/**
 * Reads the records of a file, streamed with bounded memory. The ending of `key` names the format (`object-layout.ts`). A bad
 * line is a rejected record, and the lines after it are read.
 * @throws FormatError if the file, or the rest of it, cannot be read.
 */
export async function* readRecords<Kind extends keyof RecordKinds>(
  chunks: AsyncIterable<Uint8Array>,
  key: string,
  kind: Kind,
  limits: ReadLimits = {},
): AsyncGenerator<FormatRecord<RecordKinds[Kind]>, void, void> {
  const { maxLineBytes = DEFAULT_MAX_LINE_BYTES, maxBytes = DEFAULT_MAX_BYTES } = limits;
  const file = fileFormatOf(key, kind);
  if (file === undefined)
    throw new FormatError('unknown-ending', `${key} ends in none of ${endingsOf(kind).join(', ')}`);
  const bytes = file.isCompressed ? gunzip(chunks, maxBytes) : chunks;
  const records =
    file.format === 'csv' ? csvRecords(bytes, kind, maxLineBytes) : jsonRecords(bytes, kind, maxLineBytes);
  yield* records as AsyncGenerator<FormatRecord<RecordKinds[Kind]>, void, void>;
}

async function* jsonRecords(bytes: AsyncIterable<Uint8Array>, kind: keyof RecordKinds, maxLineBytes: number) {
  for await (const { number, text, problem } of splitLines(bytes, maxLineBytes)) {
    if (problem) {
      yield rejected(number, problem, problem === 'line-too-long' ? `over ${maxLineBytes} bytes` : 'not UTF-8', text);
      continue;
    }
    let json: unknown;
    try {
      json = JSON.parse(text);
    } catch (cause) {
      yield rejected(number, 'malformed-json', (cause as Error).message, text);
      continue;
    }
    yield validated(number, json, kind, text);
  }
}

async function* csvRecords(bytes: AsyncIterable<Uint8Array>, kind: keyof RecordKinds, maxLineBytes: number) {
  for await (const record of csvRows(bytes, maxLineBytes)) {
    if (record.ok) yield validated(record.line, valueOfCsv(record.value, kind), kind, JSON.stringify(record.value));
    else yield record;
  }
}

function valueOfCsv(row: CsvRow, kind: keyof RecordKinds): unknown {
  return kind === 'catalog' ? productOfCsv(row) : row;
}

function schemaFor(kind: keyof RecordKinds, value: unknown): z.ZodType {
  if (kind === 'catalog') return productSchema;
  return kind === 'judging' ? judgingRowSchema : trainingRowSchemaFor(value);
}

function validated(line: number, value: unknown, kind: keyof RecordKinds, text: string): FormatRecord<unknown> {
  const parsed = schemaFor(kind, value).safeParse(value);
  return parsed.success
    ? { ok: true, line, value: parsed.data }
    : rejected(line, 'invalid-record', describeIssue(parsed.error), text);
}
