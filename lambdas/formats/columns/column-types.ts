import type { ColumnType } from '../../core/catalog/reading-report.ts';
import type { ReadingSchema } from '../schemas/reading-schema.ts';
import type { DecimalMark } from '../values/currencies.ts';
import type { DayOrder } from '../values/times.ts';
import { typeOf } from './assign-columns.ts';
import type { ColumnTarget } from './column-targets.ts';
import { type ColumnValues, LIST_SEPARATORS, type ListSeparator } from './column-values.ts';
import type { NamedValues } from './value-names.ts';

/** How the cells of a column become values. */
export interface CellFormat {
  readonly type: ColumnType;
  readonly because: string;
  /** Between the entries of a list. Absent: JSON lists. */
  readonly separator?: string;
  /** Between the steps of a category path. Absent: `>`, `|` and the like. */
  readonly steps?: string;
  /** Between two category paths. Absent: a cell is one path. */
  readonly paths?: string;
  /** Of amounts such as `1.299`. */
  readonly mark?: DecimalMark;
  /** Of dates such as `03/04/2026`. */
  readonly dayOrder?: DayOrder;
}

/** Numbers of so many digits, all equally long, identify rather than count: article numbers, dates, phone numbers. */
const MIN_CODE_DIGITS = 6;
/** Of the cells of a list without a telling name at least this share holds several entries. */
const MIN_LIST_SHARE = 0.2;
const MAX_EXAMPLE_CHARACTERS = 30;

/** The format of a column by what the mapping says, what it is for, its name, and all its values, in this order. */
export function chooseFormat(
  column: string,
  target: ColumnTarget,
  named: NamedValues,
  values: ColumnValues,
  schema: ReadingSchema,
): CellFormat {
  const given = typeOf(schema, column);
  if (given !== undefined)
    return { ...chooseGivenFormat(column, given, values, schema), because: 'given by the mapping' };
  if (target.kind === 'field') return chooseFieldFormat(target.name, values, schema);
  if (target.kind === 'id') return { type: 'text', because: '' };
  return withDecimalMark(chooseByValues(column, named, values, schema), values, schema);
}

function chooseGivenFormat(
  column: string,
  type: ColumnType,
  values: ColumnValues,
  schema: ReadingSchema,
): Omit<CellFormat, 'because'> {
  if (type === 'list') return { type, ...separatorOf(column, values, schema) };
  if (type === 'time') return { type, ...(values.days.order && { dayOrder: values.days.order }) };
  return withDecimalMark({ type }, values, schema);
}

function chooseFieldFormat(name: string, values: ColumnValues, schema: ReadingSchema): CellFormat {
  if (name === 'price') return withDecimalMark({ type: 'number', because: explainMark(values) }, values, schema);
  if (name !== 'category') return { type: 'text', because: '' };
  const { steps, paths = findPathSeparator(values) } = schema.category ?? {};
  const because = paths === undefined ? '' : `several paths, separated by ${paths === '\n' ? 'line breaks' : paths}`;
  return { type: 'path', because, ...(steps && { steps }), ...(paths && { paths }) };
}

/** Between several paths in a cell: beside `>`, or because it stands between short entries wherever it stands. */
function findPathSeparator({ paths, separators }: ColumnValues): string | undefined {
  const besideSteps = (['|', ';'] as const).find((one) => paths[one] > 0);
  if (besideSteps !== undefined) return besideSteps;
  return ([';', '\n'] as const).find((one) => separators[one].cells > 0 && separators[one].unlike === 0);
}

function explainMark({ amounts }: ColumnValues): string {
  return amounts.mark === undefined ? '' : `the decimal mark is ${amounts.mark}`;
}

function withDecimalMark<Format extends Pick<CellFormat, 'type' | 'mark'>>(
  format: Format,
  { amounts }: ColumnValues,
  { decimalMark = amounts.mark }: ReadingSchema,
): Format {
  if (format.type !== 'number' || format.mark !== undefined || decimalMark === undefined) return format;
  return { ...format, mark: decimalMark };
}

function chooseByValues(column: string, named: NamedValues, values: ColumnValues, schema: ReadingSchema): CellFormat {
  if (values.values === 0) return { type: 'text', because: 'no values' };
  if (values.mayHold === 'texts') return { type: named === 'code' ? 'code' : 'text', because: '' };
  if (values.flags === values.values) return { type: 'flag', because: 'each value is true or false' };
  const list = chooseList(column, named, values, schema);
  if (list !== undefined) return list;
  if (named === 'code') return { type: 'code', because: 'named like a code' };
  const { amounts } = values;
  const isMeasured = named === 'money' || (named === 'measure' && amounts.withCurrency === 0);
  // Amounts accept `0019`, but a quantity is not written so.
  if (isMeasured && amounts.unreadable === 0 && amounts.ambiguous === 0 && values.padded === 0)
    return { type: 'number', because: `named like a number${explainGaps(values)}` };
  return chooseNumber(values);
}

function chooseNumber(values: ColumnValues): CellFormat {
  const { oddNumber, fixedWidth } = values;
  if (values.roundTrips < values.values) {
    if (oddNumber === undefined) return { type: 'text', because: 'not each value is a number' };
    const { cell, line } = oddNumber;
    const shown = cell.slice(0, MAX_EXAMPLE_CHARACTERS);
    return { type: 'code', because: `as a number ${shown} in line ${line} would not stay as it is` };
  }
  if (fixedWidth !== undefined && fixedWidth >= MIN_CODE_DIGITS)
    return { type: 'code', because: `each value has ${fixedWidth} digits` };
  return { type: 'number', because: `each value is a number${explainGaps(values)}`, mark: '.' };
}

function explainGaps({ noNumbers }: ColumnValues): string {
  return noNumbers === 0 ? '' : `, but for ${noNumbers} such as n/a`;
}

/** A list by the name of the column, or because a separator that prose does not use stands between short entries. */
function chooseList(
  column: string,
  named: NamedValues,
  values: ColumnValues,
  schema: ReadingSchema,
): CellFormat | undefined {
  if (values.jsonLists === values.values) return { type: 'list', because: 'each value is a JSON list' };
  const given = schema.listSeparators && Object.hasOwn(schema.listSeparators, column);
  if (given) return { type: 'list', because: 'given by the mapping', ...separatorOf(column, values, schema) };
  if (named === 'list') return { type: 'list', because: 'named like a list', ...separatorOf(column, values, schema) };
  const separator = (['|', ';'] as const).find((one) => isConsistent(one, values));
  return separator && { type: 'list', because: `short entries, separated by ${separator}`, separator };
}

function isConsistent(separator: ListSeparator, { separators, values }: ColumnValues): boolean {
  const { cells, unlike } = separators[separator];
  return cells > 0 && unlike === 0 && cells >= values * MIN_LIST_SHARE;
}

/** The separator that most cells hold; of equal ones, the one that stands in the fewest words. */
function separatorOf(
  column: string,
  { separators }: ColumnValues,
  { listSeparators = {} }: ReadingSchema,
): { readonly separator?: string } {
  if (Object.hasOwn(listSeparators, column)) return { separator: listSeparators[column]! };
  const [most] = [...LIST_SEPARATORS].sort((a, b) => separators[b].cells - separators[a].cells);
  return separators[most!].cells > 0 ? { separator: most! } : {};
}
