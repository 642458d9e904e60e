import { foldColumnName } from '../columns/name-words.ts';
import type { FileSource } from '../files/file-source.ts';
import { openFile } from '../files/open-file.ts';
import type { RecordKind } from '../object-layout.ts';
import type { ReadingSchema } from '../schemas/reading-schema.ts';
import { chooseAnyDialect } from '../shops/open-shop-export.ts';
import { sampleFile } from '../shops/recognize.ts';
import { defaultLimits } from './read-records.ts';

/** Fields that only rows of training data have. */
const TRAINING_FIELDS = ['items', 'anchor', 'positive', 'query'];
const JUDGING_FIELD = 'relevant';

/**
 * What the records of a file describe, by its columns or by the fields of its first records: a catalog, if nothing speaks
 * for anything else.
 */
export async function detectKind(
  source: FileSource,
  { fields, export: given }: ReadingSchema = {},
): Promise<RecordKind> {
  const file = await openFile(source, defaultLimits);
  const { shape } = await sampleFile(file, fields);
  const dialect = chooseAnyDialect(shape, given);
  if (dialect !== undefined) return dialect.reads === 'products' ? 'catalog' : 'training';
  const has = (field: string): boolean => shape.columns.has(foldColumnName(field)) || shape.given.has(field);
  if (has(JUDGING_FIELD)) return 'judging';
  return TRAINING_FIELDS.some(has) ? 'training' : 'catalog';
}
