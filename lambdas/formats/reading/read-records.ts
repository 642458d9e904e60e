import type { Product } from '../../core/catalog/product.ts';
import type { ColumnReport, FileReport } from '../../core/catalog/reading-report.ts';
import type { JudgingRow, TrainingRow } from '../../core/catalog/training-row.ts';
import { KeySurvey } from '../columns/key-survey.ts';
import { readProduct } from '../columns/read-product.ts';
import { readJudgingRow, readTrainingRow } from '../columns/read-training-row.ts';
import { TableSurvey } from '../columns/table-columns.ts';
import { findTrainingColumns } from '../columns/training-columns.ts';
import type { FileSource } from '../files/file-source.ts';
import { FormatError } from '../files/format-error.ts';
import { type OpenedFile, openFile } from '../files/open-file.ts';
import type { RawRecord, ReadRecord } from '../files/raw-record.ts';
import type { FormatRecord } from '../files/rejected-record.ts';
import { endingsOf, hasEndingOf, type RecordKind } from '../object-layout.ts';
import type { ReadingSchema } from '../schemas/reading-schema.ts';
import { surveyFile } from './survey-file.ts';

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
  /** How the columns of the file, or the keys of its JSON records, are read. Default: found out from the file. */
  readonly schema?: ReadingSchema;
  /** Whether a value that must be left out or cut rejects its record. Default: as the schema says, else false. */
  readonly strict?: boolean;
  /** Called once, before the first record. */
  readonly onReport?: (report: FileReport) => void;
}

const DEFAULT_MAX_LINE_BYTES = 1024 ** 2;
const DEFAULT_MAX_BYTES = 16 * 1024 ** 3;

/**
 * Reads the records of a file, streamed with bounded memory. A value that cannot be read costs the value, a bad record
 * the record; the others are read.
 * @throws FormatError if the file, or the rest of it, cannot be read; `missing-column`, `unknown-column` if its columns
 *   do not fit the kind of file or the mapping.
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
  const { schema = {} } = options;
  const reading = await planners[kind](file, source.name, schema, options.strict ?? schema.strict ?? false);
  options.onReport?.(reportOn(file, reading.columns));
  for await (const record of reading.records()) {
    // The reader of the kind gives records of the kind.
    yield (record.ok ? reading.read(record) : record) as FormatRecord<RecordKinds[Kind]>;
  }
}

/** How the records of one file become values. */
interface Reading {
  readonly columns?: readonly ColumnReport[];
  records(): AsyncIterable<ReadRecord> | Iterable<ReadRecord>;
  read(record: RawRecord): FormatRecord<unknown>;
}

type Planner = (file: OpenedFile, name: string, schema: ReadingSchema, isStrict: boolean) => Promise<Reading>;

const planners: Readonly<Record<RecordKind, Planner>> = {
  catalog: async (file, name, schema, isStrict) => {
    const { columns } = file.found;
    const survey = columns === undefined ? new KeySurvey(name, schema) : new TableSurvey(name, columns, schema);
    const records = await surveyFile(file, (record) => survey.add(record));
    const reader = survey.plan();
    return { columns: reader.columns, records, read: (record) => readProduct(reader, record, isStrict) };
  },
  training: async (file, name, schema, isStrict) => {
    const records = () => file.records();
    if (file.found.columns === undefined) return { records, read: (record) => readTrainingRow(record, isStrict) };
    const { columns, rename } = findTrainingColumns(name, file.found.columns, schema);
    return { columns, records, read: (record) => readTrainingRow(rename(record), isStrict) };
  },
  judging: async (file, _name, _schema, isStrict) => ({
    records: () => file.records(),
    read: (record) => readJudgingRow(record, isStrict),
  }),
};

function reportOn({ found }: OpenedFile, columns: readonly ColumnReport[] | undefined): FileReport {
  const { format, compression, notes } = found;
  return { format, ...(compression && { compression }), ...(columns && { columns }), notes };
}
