import type * as z from 'zod';
import type { Product } from '../../core/catalog/product.ts';
import type { FileReport } from '../../core/catalog/reading-report.ts';
import type { JudgingRow, TrainingRow } from '../../core/catalog/training-row.ts';
import type { FileSource } from '../files/file-source.ts';
import { FormatError } from '../files/format-error.ts';
import { openFile } from '../files/open-file.ts';
import { describeIssue, type FormatRecord, rejectRecord } from '../files/rejected-record.ts';
import { endingsOf, hasEndingOf, type RecordKind } from '../object-layout.ts';
import { judgingRowSchema } from '../schemas/judging-schema.ts';
import { productSchema } from '../schemas/product-schema.ts';
import { chooseTrainingRowSchema } from '../schemas/training-schema.ts';
import { parseProductRow } from './product-row.ts';

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
 * Reads the records of a file, streamed with bounded memory. A bad record is a rejected one, and the records after it
 * are read.
 * @throws FormatError if the file, or the rest of it, cannot be read.
 */
export async function* readRecords<Kind extends RecordKind>(
  source: FileSource,
  kind: Kind,
  options: ReadOptions = {},
): AsyncGenerator<FormatRecord<RecordKinds[Kind]>, void, void> {
  const { maxLineBytes = DEFAULT_MAX_LINE_BYTES, maxBytes = DEFAULT_MAX_BYTES } = options;
  if (!hasEndingOf(kind, source.name))
    throw new FormatError(
      'unknown-ending',
      `${source.name} ends in none of ${endingsOf(kind).join(', ')}: rename the file`,
    );
  const file = await openFile(source, { maxRecordBytes: maxLineBytes, maxFileBytes: maxBytes });
  const { format, compression, notes } = file.found;
  options.onReport?.({ format, ...(compression && { compression }), notes });
  const isCatalogTable = kind === 'catalog' && format === 'csv';
  for await (const record of file.records()) {
    if (!record.ok) {
      yield record;
      continue;
    }
    // The cells of a table are texts by the names of their columns.
    const value = isCatalogTable ? parseProductRow(record.value as Record<string, string>) : record.value;
    // The schema of the kind has checked the value.
    yield validateRecord(record.line, value, kind, record.text) as FormatRecord<RecordKinds[Kind]>;
  }
}

/** The schema of a record of each kind, before it is checked. */
const schemas: Readonly<Record<RecordKind, (value: unknown) => z.ZodType>> = {
  catalog: () => productSchema,
  training: chooseTrainingRowSchema,
  judging: () => judgingRowSchema,
};

function validateRecord(line: number, value: unknown, kind: RecordKind, text: string): FormatRecord<unknown> {
  const parsed = schemas[kind](value).safeParse(value);
  return parsed.success
    ? { ok: true, line, value: parsed.data }
    : rejectRecord(line, 'invalid-record', describeIssue(parsed.error), text);
}
