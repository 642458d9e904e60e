import type { ColumnReport } from '../../core/catalog/reading-report.ts';
import type { RawRecord } from '../files/raw-record.ts';
import type { DecimalMark } from '../values/currencies.ts';
import type { IgnoredFields } from '../values/ignored-fields.ts';
import type { Assignment } from './assign-columns.ts';
import type { CellFormat } from './column-types.ts';
import type { ProductDraft } from './product-draft.ts';

/** What a record says of a product: its id as the record has it, and the rest. */
export interface ReadParts {
  readonly id: unknown;
  readonly ignored: IgnoredFields;
  readonly draft: ProductDraft;
}

/** A column of a table, and how its cells are read. */
export interface PlannedColumn extends Assignment {
  readonly field: string;
  readonly format: CellFormat;
}

/** What was found out from the records of a file: how each is read. Plain JSON: another process can continue with it. */
export type CatalogPlan = RecordsPlan & {
  /** The records that were looked at, if others follow. */
  readonly lookedAt?: number;
};

export type RecordsPlan =
  | { readonly kind: 'keys'; readonly assigned: readonly Assignment[]; readonly mark?: DecimalMark }
  | { readonly kind: 'table'; readonly columns: readonly PlannedColumn[] };

/** Reads records whose columns or keys are known. */
export interface CatalogReader {
  readonly plan: RecordsPlan;
  readonly columns: readonly ColumnReport[];
  read(record: RawRecord): ReadParts;
}

/** Collects what all records of a file have in common, before they are read. The order of the records does not matter. */
export interface CatalogSurvey {
  add(record: RawRecord): void;
  /**
   * How the records are read.
   * @throws FormatError `missing-column`, `unknown-column`
   */
  plan(): CatalogReader;
}
