import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseMapping } from '../../lambdas/formats/columns/parse-mapping.ts';
import { CATALOG_MAPPING_FILE } from '../../lambdas/formats/object-layout.ts';
import type { ReadingSchema } from '../../lambdas/formats/schemas/reading-schema.ts';
import { readTextFile } from './input-file.ts';

/** The file with the mapping beside a catalog; undefined if there is none. */
export function findMappingFile(catalog: string): string | undefined {
  const file = join(dirname(catalog), CATALOG_MAPPING_FILE);
  return existsSync(file) ? file : undefined;
}

/** The mapping beside a catalog; empty without its file. @throws FormatError `invalid-mapping` */
export function readMappingBeside(catalog: string): ReadingSchema {
  const file = findMappingFile(catalog);
  return file === undefined ? {} : parseMapping(file, readTextFile(file));
}
