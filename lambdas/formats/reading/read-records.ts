import type { Product } from '../../core/catalog/product.ts';
import type { ColumnReport, FileReport } from '../../core/catalog/reading-report.ts';
import type { JudgingRow, TrainingRow } from '../../core/catalog/training-row.ts';
import type { CatalogPlan, CatalogReader } from '../columns/catalog-reader.ts';
import { KeySurvey } from '../columns/key-survey.ts';
import { readerOf } from '../columns/planned-reader.ts';
import { readProduct } from '../columns/read-product.ts';
import { readJudgingRow, readTrainingRow } from '../columns/read-training-row.ts';
import { TableSurvey } from '../columns/table-columns.ts';
import { findTrainingColumns } from '../columns/training-columns.ts';
import type { FileSource } from '../files/file-source.ts';
import { FormatError } from '../files/format-error.ts';
import { type FileLimits, type OpenedFile, openFile } from '../files/open-file.ts';
import type { RawRecord, ReadRecord } from '../files/raw-record.ts';
import type { FormatRecord } from '../files/rejected-record.ts';
import { surveyFile } from '../files/survey-file.ts';
import { describeEndings, hasEndingOf, hasFormatOf, MAX_FILE_BYTES, type RecordKind } from '../object-layout.ts';
import type { ReadingSchema } from '../schemas/reading-schema.ts';
import { mergeContinuedRows } from '../shops/merge-rows.ts';
import { openShopExport } from '../shops/open-shop-export.ts';
import type { FindProduct } from '../shops/order-rows.ts';
import { FILE_START, type ReadingPlace, recordsAfter } from './reading-place.ts';

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
  /** So many characters are looked at to find out how a catalog is read, default 4 Gi. */
  readonly maxSurveyCharacters?: number;
  /** How the columns of the file, or the keys of its JSON records, are read. Default: found out from the file. */
  readonly schema?: ReadingSchema;
  /** Whether a value that must be left out or cut rejects its record. Default: as the schema says, else false. */
  readonly strict?: boolean;
  /** Finds the products that lines of orders name. Default: the first name that a line gives. */
  readonly findProduct?: FindProduct | undefined;
  /** Called before the first record, and again after the last one if reading has found more to report. */
  readonly onReport?: (report: FileReport) => void;
  /** Where an earlier reading of the same file by the same schema ended. Default: the file is not known. */
  readonly from?: ReadingPlace | undefined;
  /** Called before the first record if another process can go on reading the file. */
  readonly onPlan?: (continuable: ContinuableReading) => void;
}

/** A file whose reading can go on elsewhere. */
export interface ContinuableReading {
  readonly plan: CatalogPlan;
  /** Whether it can go on after any record; else it is planned, but its records are read from the beginning. */
  readonly keepsPoint: () => boolean;
}

/** More than nearly all files have, and looked through in half of the time of an invocation if it reads 30 MB/s. */
const SURVEY_CHARACTERS = 4 * 1024 ** 3;

/** The limits of files. */
export const defaultLimits: FileLimits = { maxRecordBytes: 1024 ** 2, maxFileBytes: MAX_FILE_BYTES };

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
  const { maxLineBytes = defaultLimits.maxRecordBytes, maxBytes = defaultLimits.maxFileBytes } = options;
  if (!hasEndingOf(kind, source.name))
    throw new FormatError('unknown-ending', `${source.name} ends in none of ${describeEndings(kind)}: rename the file`);
  const file = await openFile(source, { maxRecordBytes: maxLineBytes, maxFileBytes: maxBytes });
  refuseFormat(source.name, kind, file);
  const { schema = {}, findProduct } = options;
  const strict = options.strict ?? schema.strict ?? false;
  // A plan is made for no export of a shop system.
  const { from, maxSurveyCharacters = SURVEY_CHARACTERS } = options;
  const shop = from ? undefined : await openShopExport(file, source.name, kind, { ...schema, strict, findProduct });
  const reading: Reading =
    shop ?? (await planners[kind](file, source.name, { schema, strict, from, maxSurveyCharacters }));
  if (reading.plan) options.onPlan?.({ plan: reading.plan, keepsPoint: () => keepsPoint(file) });
  const report = reportOn(file, reading);
  options.onReport?.(report);
  // The reader of the kind gives records of the kind.
  yield* reading.records() as AsyncGenerator<FormatRecord<RecordKinds[Kind]>, void, void>;
  const after = reportOn(file, reading);
  if (after.notes.length > report.notes.length) options.onReport?.(after);
}

/** How the records of one file become values. */
interface Reading {
  /** The dialect, if the file is the export of a shop system. */
  readonly export?: string;
  readonly columns?: readonly ColumnReport[];
  readonly notes?: readonly string[];
  /** Of a catalog that is no export of a shop system. */
  readonly plan?: CatalogPlan;
  records(): AsyncGenerator<FormatRecord<unknown>, void, void>;
}

interface PlanOptions {
  readonly schema: ReadingSchema;
  readonly strict: boolean;
  readonly from: ReadingPlace | undefined;
  readonly maxSurveyCharacters: number;
}

type Planner = (file: OpenedFile, name: string, options: PlanOptions) => Promise<Reading>;

/** In these, a record begins with its line. */
const LINE_FORMATS: readonly string[] = ['json-lines', 'csv'];

/** What was read over is counted from the beginning, so a file with such places is read from there. */
function keepsPoint({ found, readingNotes }: OpenedFile): boolean {
  return LINE_FORMATS.includes(found.format) && readingNotes().length === 0;
}

const planners: Readonly<Record<RecordKind, Planner>> = {
  catalog: async (file, name, options) => {
    const { schema, strict, from } = options;
    const { reader, records, lookedAt } = from ? continueFile(file, schema, from) : await planFile(file, name, options);
    const { point = FILE_START } = from ?? {};
    const products = () => readEach(records(), (record) => readProduct(reader, record, strict));
    // In a table, the variants of a product may be rows that continue it.
    const whole = file.found.columns ? () => mergeContinuedRows(products()) : products;
    const part = lookedAt !== undefined && { lookedAt };
    return {
      columns: reader.columns,
      plan: { ...reader.plan, ...part },
      ...(part && { notes: [`how the file is read was found out from its first ${lookedAt} records`] }),
      records: () => recordsAfter(whole(), point),
    };
  },
  training: async (file, name, { schema, strict: isStrict }) => {
    if (file.found.columns === undefined)
      return { records: () => readEach(file.records(), (record) => readTrainingRow(record, isStrict)) };
    const { columns, rename } = findTrainingColumns(name, file.found.columns, schema);
    return {
      columns,
      records: () => readEach(file.records(), (record) => readTrainingRow(rename(record), isStrict)),
    };
  },
  judging: async (file, _name, { strict }) => ({
    records: () => readEach(file.records(), (record) => readJudgingRow(record, strict)),
  }),
};

/** How the records of a catalog are read, and the records. */
interface PlannedRecords {
  readonly reader: CatalogReader;
  readonly records: () => AsyncIterable<ReadRecord> | Iterable<ReadRecord>;
  /** The records that were looked at, if others follow. */
  readonly lookedAt?: number | undefined;
}

/** Finds out how a catalog is read, from its records. */
async function planFile(
  file: OpenedFile,
  name: string,
  { schema, maxSurveyCharacters }: PlanOptions,
): Promise<PlannedRecords> {
  const { columns } = file.found;
  const survey = columns === undefined ? new KeySurvey(name, schema) : new TableSurvey(name, columns, schema);
  const { records, lookedAt } = await surveyFile(file, (record) => survey.add(record), maxSurveyCharacters);
  return { reader: survey.plan(), records, lookedAt };
}

function continueFile(file: OpenedFile, schema: ReadingSchema, { plan, point }: ReadingPlace): PlannedRecords {
  return { reader: readerOf(plan, schema), records: () => file.records(point?.line), lookedAt: plan.lookedAt };
}

/** @throws FormatError if records of the kind cannot be written so */
function refuseFormat(name: string, kind: RecordKind, { found }: OpenedFile): void {
  if (hasFormatOf(kind, found.format)) return;
  const message = `${name} is ${found.format}, which cannot hold ${kind} data: use JSON lines`;
  throw new FormatError('unsupported-format', message);
}

async function* readEach<Value>(
  records: AsyncIterable<ReadRecord> | Iterable<ReadRecord>,
  read: (record: RawRecord) => FormatRecord<Value>,
): AsyncGenerator<FormatRecord<Value>, void, void> {
  for await (const record of records) yield record.ok ? read(record) : record;
}

function reportOn(file: OpenedFile, reading: Reading): FileReport {
  const { columns: _, ...found } = file.found;
  const { columns } = reading;
  return {
    ...found,
    ...(reading.export !== undefined && { export: reading.export }),
    ...(columns && { columns }),
    notes: [...found.notes, ...(reading.notes ?? []), ...file.readingNotes()],
  };
}
