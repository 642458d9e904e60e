import type { Product } from '../../lambdas/core/catalog/product.ts';
import type { FileReport } from '../../lambdas/core/catalog/reading-report.ts';
import { describeCounts } from '../../lambdas/core/training/data/evidence-counts.ts';
import type { TrainingSet } from '../../lambdas/core/training/data/training-set.ts';
import { NO_OUTCOMES, TrainingSetBuilder } from '../../lambdas/core/training/data/training-set-builder.ts';
import { FormatError } from '../../lambdas/formats/files/format-error.ts';
import { describeEndings, hasEndingOf } from '../../lambdas/formats/object-layout.ts';
import { type RecordKinds, readRecords } from '../../lambdas/formats/reading/read-records.ts';
import { type Output, UsageError } from '../../lib/terminal/command-line.ts';
import { requireDataFile } from '../../lib/terminal/data-folder.ts';
import { requireFile } from '../../lib/terminal/input-file.ts';
import { type ReadingOptions, readOptionsOf } from './reading-options.ts';
import { ReadingSummary } from './reading-summary.ts';
import { watchFile } from './watched-file.ts';

/**
 * The good records of a file, in order. What was mapped, left out and rejected is said on stderr at the end. Of a file
 * that breaks off, those before the break.
 * @param onEnd Called at the end of the file, before it is said.
 */
export async function* readGoodRecords<Kind extends keyof RecordKinds>(
  file: string,
  kind: Kind,
  output: Output,
  options: ReadingOptions,
  onEnd: (summary: ReadingSummary) => void = () => {},
): AsyncGenerator<RecordKinds[Kind], void, void> {
  requireFile(file);
  if (!hasEndingOf(kind, file))
    throw new UsageError('wrong-value', `${file} has an unknown ending, expected ${describeEndings(kind)}`);
  const source = watchFile(file, output.stderr);
  const summary = new ReadingSummary(file, { ...output, stderr: source.stderr });
  const onReport = (report: FileReport): void => summary.found(report);
  try {
    for await (const record of readRecords(source, kind, { ...readOptionsOf(file, kind, options), onReport })) {
      summary.add(record);
      if (record.ok) yield record.value;
    }
  } catch (cause) {
    if (!(cause instanceof FormatError && summary.breaksOff(cause.message))) throw cause;
  } finally {
    onEnd(summary);
    summary.finish();
  }
}

/**
 * The products of a catalog in the order of its lines, each as soon as it is read. Of several products with one id, the
 * last counts: how many it replaces is said on stderr.
 * @throws UsageError `empty-input` for a catalog without a product
 */
export async function* streamCatalog(
  file: string,
  output: Output,
  options: ReadingOptions,
): AsyncGenerator<Product, void, void> {
  const ids = new Set<string>();
  let lines = 0;
  const countReplaced = (summary: ReadingSummary): void => summary.replaced(lines - ids.size, lines);
  for await (const product of readGoodRecords(file, 'catalog', output, options, countReplaced)) {
    ids.add(product.id);
    lines += 1;
    yield product;
  }
  if (ids.size === 0)
    throw new UsageError(
      'empty-input',
      `${file} has no product\nAdd a line for each product: docs/data-formats.md says how.`,
    );
}

/**
 * The products of a catalog in the order of its lines. Of several lines with one id, the last counts, in the place of
 * the first.
 */
export async function readCatalog(file: string, output: Output, options: ReadingOptions): Promise<Product[]> {
  const products = new Map<string, Product>();
  for await (const product of streamCatalog(file, output, options)) products.set(product.id, product);
  return [...products.values()];
}

/** The catalog of a data folder without training data, which may be missing. */
export async function readCatalogOnly(folder: string, output: Output, options: ReadingOptions): Promise<TrainingSet> {
  return new TrainingSetBuilder(await readCatalog(requireDataFile(folder, 'catalog'), output, options)).build();
}

/** The catalog and the training data of a data folder. Rows that cannot be used are counted on stderr. */
export async function readTrainingSet(folder: string, output: Output, options: ReadingOptions): Promise<TrainingSet> {
  const builder = new TrainingSetBuilder(await readCatalog(requireDataFile(folder, 'catalog'), output, options));
  const file = requireDataFile(folder, 'train');
  const outcomes = { ...NO_OUTCOMES };
  for await (const row of readGoodRecords(file, 'training', output, options)) outcomes[builder.add(row)] += 1;
  const { 'unknown-product': unknown, 'too-small': small } = outcomes;
  if (unknown > 0) output.stderr.write(`${file}: ${unknown} rows name products that are not in the catalog\n`);
  if (small > 0) output.stderr.write(`${file}: ${small} rows have fewer than two products\n`);
  const set = builder.build();
  for (const sentence of describeCounts(set.counts)) output.stderr.write(`${file}: ${sentence}\n`);
  return set;
}
