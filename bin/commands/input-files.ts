import { createReadStream, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Product } from '../../lambdas/core/catalog/product.ts';
import type { Model } from '../../lambdas/core/model/model.ts';
import { parseModel } from '../../lambdas/core/model/model-file.ts';
import { endingsOf, hasEndingOf, type RecordKind } from '../../lambdas/formats/object-layout.ts';
import { type RecordKinds, readRecords } from '../../lambdas/formats/read-records.ts';
import { UsageError } from './command-error.ts';
import { modelFiles } from './model-files.ts';

/** Rejected lines that are told of one by one; the others are counted. */
const SHOWN_REJECTS = 5;

/** The file `name` with a known ending in a folder. @throws UsageError naming what was looked for. */
export function dataFile(folder: string, name: string, kind: RecordKind = 'catalog'): string {
  const endings = endingsOf(kind);
  const file = endings.map((ending) => join(folder, `${name}${ending}`)).find((one) => existsSync(one));
  if (file === undefined)
    throw new UsageError('missing-input', `${folder} has none of ${endings.map((ending) => name + ending).join(', ')}`);
  return file;
}

/** The good records of a file, in order; bad lines are counted, and the first few named, on stderr. */
export async function* goodRecords<Kind extends keyof RecordKinds>(
  file: string,
  kind: Kind,
): AsyncGenerator<RecordKinds[Kind], void, void> {
  if (!existsSync(file)) throw new UsageError('missing-input', `${file} does not exist`);
  if (!hasEndingOf(kind, file)) throw new UsageError('wrong-value', `${file} is none of ${endingsOf(kind).join(', ')}`);
  let rejected = 0;
  for await (const record of readRecords(createReadStream(file), file, kind)) {
    if (record.ok) {
      yield record.value;
      continue;
    }
    rejected += 1;
    if (rejected <= SHOWN_REJECTS) process.stderr.write(`${file}:${record.line}: ${record.code}: ${record.detail}\n`);
  }
  if (rejected > 0) process.stderr.write(`${file}: ${rejected} lines rejected\n`);
}

/** A catalog in the order of its lines; of several lines of one id the last counts, in the place of the first. */
export async function readCatalog(file: string): Promise<Product[]> {
  const products = new Map<string, Product>();
  for await (const product of goodRecords(file, 'catalog')) products.set(product.id, product);
  if (products.size === 0) throw new UsageError('empty-input', `${file} has no product`);
  return [...products.values()];
}

/** The model of a folder, or a model file. @throws UsageError when there is none; ModelFileError, SafetensorsError when it is broken. */
export function readModel(at: string): Model {
  const file = modelFiles(at).model;
  if (!existsSync(file))
    throw new UsageError('missing-input', `${file} does not exist: train a model with --out ${at}`);
  return parseModel(readFileSync(file));
}
