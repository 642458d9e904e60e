import type { ColumnReport, ColumnType } from '../../core/catalog/reading-report.ts';
import { FormatError } from '../files/format-error.ts';
import type { OpenedFile } from '../files/open-file.ts';
import { fieldOfOwnColumn } from './common/attribute-columns.ts';
import { foldName } from './common/cells.ts';
import type { Dialect, FileShape } from './common/dialect.ts';

/** Fields may be missing in a record of JSON or XML: those of the first records together are the columns. */
const SAMPLE_RECORDS = 50;

/** The shape of a file, and the names of its columns as it writes them. */
export interface SampledFile {
  readonly shape: FileShape;
  readonly names: readonly string[];
}

/**
 * Reads the columns of a table from its header, and those of other files from their first records.
 * @param fields Of a mapping: columns by fields.
 */
export async function sampleFile(
  { found, records }: OpenedFile,
  fields: Readonly<Record<string, string>> = {},
): Promise<SampledFile> {
  const given = new Map(Object.entries(fields).map(([field, name]) => [field, foldName(name)]));
  const shapeOf = (names: readonly string[], first?: unknown): FileShape => ({
    columns: new Set(names.map(foldName)),
    written: names,
    given,
    first,
  });
  if (found.columns !== undefined) return { shape: shapeOf(found.columns), names: found.columns };
  const values = await readFirstValues(records());
  const objects = values.filter((value) => typeof value === 'object' && value !== null && !Array.isArray(value));
  const names = [...new Set(objects.flatMap((value) => Object.keys(value as object)))];
  return { shape: shapeOf(names, values[0]), names };
}

/** A file that breaks off shows what it is by the records before that. Reading it says where it breaks off. */
async function readFirstValues(records: ReturnType<OpenedFile['records']>): Promise<unknown[]> {
  const values: unknown[] = [];
  let read = 0;
  try {
    for await (const record of records) {
      if (record.ok) values.push(record.value);
      read += 1;
      if (read >= SAMPLE_RECORDS) break;
    }
  } catch (cause) {
    if (!(cause instanceof FormatError)) throw cause;
  }
  return values;
}

const TYPES: Readonly<Record<string, ColumnType>> = {
  price: 'number',
  quantities: 'number',
  'payload.stock': 'number',
  'payload.regularPrice': 'number',
  'payload.salePrice': 'number',
  'payload.inStock': 'flag',
  'payload.published': 'flag',
  category: 'path',
  'attributes.tags': 'list',
  aliases: 'code',
  at: 'time',
};

/** What becomes of each column of a file. */
export function reportColumns(dialect: Dialect, names: readonly string[], { given }: FileShape): ColumnReport[] {
  const read = Object.values(dialect.columns);
  const mapped = new Map(
    [...given].filter(([field]) => read.some((one) => one.field === field)).map(([a, b]) => [b, a]),
  );
  return names.map((column) => {
    const folded = foldName(column);
    const own = mapped.get(folded);
    if (own !== undefined) return { column, field: own, type: TYPES[own] ?? 'text', because: 'given by the mapping' };
    const known = read.find((one) => one.names.includes(folded))?.field ?? dialect.fieldOf?.(column);
    const field = known ?? fieldOfOwnColumn(dialect, column);
    return field === undefined
      ? { column, field: 'ignored', type: 'ignore', because: `not read of ${dialect.name}` }
      : { column, field, type: TYPES[field] ?? 'text', because: `a column of ${dialect.name}` };
  });
}
