import { createReadStream, existsSync } from 'node:fs';
import type { Product } from '../../lambdas/core/catalog/product.ts';
import { describeCounts } from '../../lambdas/core/training/data/evidence-counts.ts';
import type { TrainingSet } from '../../lambdas/core/training/data/training-set.ts';
import { NO_OUTCOMES, TrainingSetBuilder } from '../../lambdas/core/training/data/training-set-builder.ts';
import { endingsOf, hasEndingOf } from '../../lambdas/formats/object-layout.ts';
import { type RecordKinds, readRecords } from '../../lambdas/formats/reading/read-records.ts';
import { type Output, UsageError } from '../../lib/terminal/command-line.ts';
import { requireDataFile } from '../../lib/terminal/data-folder.ts';

/** The first rejected lines of a file are reported one by one, the others are counted. */
const MAX_SHOWN_REJECTS = 5;

/** The good records of a file, in order. Bad lines are counted on stderr, the first few with their reason. */
export async function* readGoodRecords<Kind extends keyof RecordKinds>(
  file: string,
  kind: Kind,
  output: Output,
): AsyncGenerator<RecordKinds[Kind], void, void> {
  if (!existsSync(file)) throw new UsageError('missing-input', `${file} does not exist: check the path`);
  if (!hasEndingOf(kind, file))
    throw new UsageError('wrong-value', `${file} has an unknown ending, expected ${endingsOf(kind).join(', ')}`);
  let rejected = 0;
  for await (const record of readRecords({ name: file, open: async () => createReadStream(file) }, kind)) {
    if (record.ok) {
      yield record.value;
      continue;
    }
    rejected += 1;
    if (rejected <= MAX_SHOWN_REJECTS)
      output.stderr.write(`${file}:${record.line}: ${record.code}: ${record.detail}\n`);
  }
  if (rejected > 0) output.stderr.write(`${file}: ${rejected} lines rejected\n`);
}

/**
 * The products of a catalog in the order of its lines. Of several lines with one id, the last counts, in the place of
 * the first.
 */
export async function readCatalog(file: string, output: Output): Promise<Product[]> {
  const products = new Map<string, Product>();
  for await (const product of readGoodRecords(file, 'catalog', output)) products.set(product.id, product);
  if (products.size === 0) throw new UsageError('empty-input', `${file} has no product: add a line per product`);
  return [...products.values()];
}

/** The catalog of a data folder without training data, which may be missing. */
export async function readCatalogOnly(folder: string, output: Output): Promise<TrainingSet> {
  return new TrainingSetBuilder(await readCatalog(requireDataFile(folder, 'catalog'), output)).build();
}

/** The catalog and the training data of a data folder. Rows that cannot be used are counted on stderr. */
export async function readTrainingSet(folder: string, output: Output): Promise<TrainingSet> {
  const builder = new TrainingSetBuilder(await readCatalog(requireDataFile(folder, 'catalog'), output));
  const file = requireDataFile(folder, 'train');
  const outcomes = { ...NO_OUTCOMES };
  for await (const row of readGoodRecords(file, 'training', output)) outcomes[builder.add(row)] += 1;
  const { 'unknown-product': unknown, 'too-small': small } = outcomes;
  if (unknown > 0) output.stderr.write(`${file}: ${unknown} rows name products that are not in the catalog\n`);
  if (small > 0) output.stderr.write(`${file}: ${small} rows have fewer than two products\n`);
  const set = builder.build();
  for (const sentence of describeCounts(set.counts)) output.stderr.write(`${file}: ${sentence}\n`);
  return set;
}
