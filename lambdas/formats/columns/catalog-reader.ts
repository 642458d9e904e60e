import type { ColumnReport } from '../../core/catalog/reading-report.ts';
import type { RawRecord } from '../files/raw-record.ts';
import type { IgnoredFields } from '../values/ignored-fields.ts';
import type { ProductDraft } from './product-draft.ts';

/** What a record says of a product: its id as the record has it, and the rest. */
export interface ReadParts {
  readonly id: unknown;
  readonly ignored: IgnoredFields;
  readonly draft: ProductDraft;
}

/** Reads records whose columns or keys are known. */
export interface CatalogReader {
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
