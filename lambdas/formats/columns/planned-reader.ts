import type { ReadingSchema } from '../schemas/reading-schema.ts';
import type { CatalogPlan, CatalogReader } from './catalog-reader.ts';
import { KeyReader } from './key-reader.ts';
import { TableReader } from './table-columns.ts';

/** The reader of a plan that was made before. @param schema That of the plan. */
export function readerOf(plan: CatalogPlan, schema: ReadingSchema): CatalogReader {
  return plan.kind === 'keys' ? new KeyReader(plan.assigned, schema, plan.mark) : new TableReader(plan.columns);
}
