import type { ColumnReport } from '../../core/catalog/reading-report.ts';
import type { RawRecord } from '../files/raw-record.ts';
import type { ReadingSchema } from '../schemas/reading-schema.ts';
import { IgnoredFields } from '../values/ignored-fields.ts';
import { assignColumns, typeOf } from './assign-columns.ts';
import type { CatalogReader, CatalogSurvey, PlannedColumn, ReadParts, RecordsPlan } from './catalog-reader.ts';
import { readCell } from './cell-values.ts';
import { formatTarget } from './column-targets.ts';
import { chooseFormat } from './column-types.ts';
import { ColumnValues, type MayHold } from './column-values.ts';
import { findNameFit } from './field-names.ts';
import { foldColumnName } from './name-words.ts';
import { ProductDraft } from './product-draft.ts';
import { type NamedValues, readNamedValues } from './value-names.ts';

/** A column while the table is read for the first time. */
interface SurveyedColumn {
  readonly named: NamedValues;
  readonly values: ColumnValues;
}

/** The columns of a table with all their values, with bounded memory: what a column holds is a matter of all its rows. */
export class TableSurvey implements CatalogSurvey {
  readonly #file: string;
  readonly #schema: ReadingSchema;
  readonly #columns = new Map<string, SurveyedColumn>();

  /**
   * @param file The name of the file, for messages.
   * @param columns The names of the header. Columns that only rows have are added.
   */
  constructor(file: string, columns: readonly string[], schema: ReadingSchema) {
    this.#file = file;
    this.#schema = schema;
    for (const column of columns) this.#open(column);
  }

  add({ value, line }: RawRecord): void {
    // The cells of a table are texts by the names of their columns.
    for (const [column, cell] of Object.entries(value as Record<string, string>)) {
      (this.#columns.get(column) ?? this.#open(column)).values.add(cell, line);
    }
  }

  plan(): CatalogReader {
    const names = [...this.#columns.keys()];
    const hasValues = (name: string) => (this.#columns.get(name)?.values.cells ?? 0) > 0;
    const assigned = assignColumns({ file: this.#file, called: 'column', names, hasValues }, this.#schema);
    const columns = assigned.map((one): PlannedColumn => {
      const { named, values } = this.#columns.get(one.column)!;
      const format = chooseFormat(one.column, one.target, named, values, this.#schema);
      return { ...one, field: formatTarget(one.target), format };
    });
    return new TableReader(columns);
  }

  #open(column: string): SurveyedColumn {
    const named = readNamedValues(column);
    const opened = { named, values: new ColumnValues(this.#mayHold(column, named)) };
    this.#columns.set(column, opened);
    return opened;
  }

  /** What a column may be by the mapping and by its name. */
  #mayHold(column: string, named: NamedValues): MayHold | undefined {
    const given = typeOf(this.#schema, column);
    if (given !== undefined) return given === 'time' ? 'times' : given === 'number' ? 'amounts' : undefined;
    const field = isAlike(this.#schema.fields?.price, column) ? 'price' : findNameFit(column)?.field;
    if (field === 'price' || named === 'money' || named === 'measure') return 'amounts';
    const isGiven = Object.values(this.#schema.fields ?? {}).some((wanted) => isAlike(wanted, column));
    return field === undefined || field === 'category' || isGiven ? undefined : 'texts';
  }
}

function joinReasons(...reasons: readonly string[]): string {
  return [...new Set(reasons.filter((why) => why !== ''))].join('; ');
}

function isAlike(wanted: string | undefined, column: string): boolean {
  return wanted !== undefined && foldColumnName(wanted) === foldColumnName(column);
}

/** Reads products from the rows of a table whose columns are known. */
export class TableReader implements CatalogReader {
  readonly #columns: readonly PlannedColumn[];

  constructor(columns: readonly PlannedColumn[]) {
    this.#columns = columns;
  }

  get plan(): RecordsPlan {
    return { kind: 'table', columns: this.#columns };
  }

  get columns(): readonly ColumnReport[] {
    return this.#columns.map(({ column, field, format, because }) => ({
      column,
      field,
      type: field === 'ignored' ? 'ignore' : format.type,
      because: joinReasons(because, field === 'ignored' ? '' : format.because),
    }));
  }

  read({ value }: RawRecord): ReadParts {
    const cells = value as Record<string, string>;
    const ignored = new IgnoredFields();
    const draft = new ProductDraft(ignored);
    let id: unknown;
    for (const { column, target, field, format } of this.#columns) {
      const cell: unknown = cells[column];
      // A name such as `constructor` finds a function in a row without that cell.
      if (typeof cell !== 'string' || target.kind === 'ignored') continue;
      const read = readCell(cell, format, field, ignored);
      if (target.kind === 'id') id = read;
      else draft.set(target, read);
    }
    return { id, ignored, draft };
  }
}
