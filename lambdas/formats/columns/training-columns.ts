import type { ColumnReport } from '../../core/catalog/reading-report.ts';
import { FormatError } from '../files/format-error.ts';
import type { RawRecord } from '../files/raw-record.ts';
import { type ReadingSchema, trainingFieldNames } from '../schemas/reading-schema.ts';
import { adviseHeader, type FoundNames, listNames, requireColumn } from './assign-columns.ts';
import { foldedForms } from './name-words.ts';

type TrainingField = (typeof trainingFieldNames)[number];

/** The names of each field, the preferred one first, as `foldColumnName` writes them. */
const NAMES: Readonly<Record<TrainingField, readonly string[]>> = {
  anchor: ['anchor', 'anchorid', 'producta', 'productida', 'product1', 'productid1', 'itema', 'item1', 'source'],
  positive: [
    ...['positive', 'positiveid', 'productb', 'productidb', 'product2', 'productid2', 'itemb', 'item2', 'target'],
    ...['similar', 'similarid', 'relatedid', 'related'],
  ],
  negative: ['negative', 'negativeid', 'different', 'differentid'],
  query: ['query', 'searchquery', 'searchterm', 'searchtext', 'keyword', 'suchbegriff'],
  items: ['items', 'itemids', 'products', 'productids', 'basket', 'skus'],
  kind: ['kind'],
  at: ['at', 'time', 'timestamp', 'datetime', 'date', 'createdat', 'orderedat', 'orderdate', 'datum', 'fecha'],
  quantities: ['quantities', 'qtys'],
};

/** Fields that a row needs: one of these sets. */
const NEEDED: readonly (readonly TrainingField[])[] = [['anchor', 'positive'], ['query', 'positive'], ['items']];

/** Which column of a table of training rows is which field. */
export interface TrainingColumns {
  readonly columns: readonly ColumnReport[];
  /** The record with its values under the names of the fields. */
  rename(record: RawRecord): RawRecord;
}

/**
 * Finds the columns of training rows by their names.
 * @throws FormatError `missing-column` if no kind of training row has its columns; `unknown-column` if the mapping names a
 *   column that is not in the file.
 */
export function findTrainingColumns(file: string, names: readonly string[], schema: ReadingSchema): TrainingColumns {
  const found = { file, called: 'column', names, hasValues: () => true } as const;
  const columns = new Map<string, string>();
  for (const field of trainingFieldNames) {
    const column = findColumn(found, field, schema);
    if (column !== undefined && !columns.has(column)) columns.set(column, field);
  }
  const fields = [...columns.values()];
  if (names.length > 0 && !NEEDED.some((set) => set.every((field) => fields.includes(field)))) refuse(found, fields);
  return {
    columns: names.map((column) => reportColumn(column, columns.get(column))),
    rename: (record) => {
      // The cells of a table are texts by the names of their columns.
      const cells = Object.entries(record.value as Readonly<Record<string, string>>);
      return {
        ...record,
        value: Object.fromEntries(cells.map(([column, cell]) => [columns.get(column) ?? column, cell])),
      };
    },
  };
}

function findColumn(found: FoundNames, field: TrainingField, { fields = {} }: ReadingSchema): string | undefined {
  const wanted = fields[field];
  if (wanted !== undefined) return requireColumn(found, field, wanted);
  for (const name of NAMES[field]) {
    const column = found.names.find((one) => foldedForms(one).includes(name));
    if (column !== undefined) return column;
  }
  return undefined;
}

function reportColumn(column: string, field: string | undefined): ColumnReport {
  if (field === undefined) return { column, field: 'ignored', type: 'ignore', because: 'no field of training rows' };
  return {
    column,
    field,
    type: field === 'at' ? 'time' : 'text',
    because: column === field ? 'its name' : `a name for ${field}`,
  };
}

function refuse({ file, names }: FoundNames, fields: readonly string[]): never {
  const sets = NEEDED.map((set) => set.join(' and ')).join(', or ');
  const missing = NEEDED[0]!.filter((field) => !fields.includes(field));
  throw new FormatError(
    'missing-column',
    `${file}: no columns of training rows; found: ${listNames(names)}; needed: ${sets}; ` +
      (adviseHeader(names) ?? `map them with ${missing.map((field) => `--map ${field}=COLUMN`).join(' ')}`),
  );
}
