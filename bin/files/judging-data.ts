import type { Product } from '../../lambdas/core/catalog/product.ts';
import type { JudgingRow } from '../../lambdas/core/catalog/training-row.ts';
import { errorText } from '../../lambdas/core/errors/error-text.ts';
import type { JudgingData } from '../../lambdas/core/evaluation/judge-model.ts';
import type { LeftOut } from '../../lambdas/core/evaluation/judging-plan.ts';
import { TrainingSetBuilder } from '../../lambdas/core/training/data/training-set-builder.ts';
import { judgingMetaSchema, parseCandidateIdPrefix } from '../../lambdas/formats/schemas/judging-schema.ts';
import { type Output, UsageError } from '../../lib/terminal/command-line.ts';
import { findDataFile, requireDataFile } from '../../lib/terminal/data-folder.ts';
import { readTextFile } from '../../lib/terminal/input-file.ts';
import { describeLeftOut } from '../../lib/terminal/metrics-table.ts';
import { readCatalog, readGoodRecords } from './input-files.ts';
import type { ReadingOptions } from './reading-options.ts';

/** Reads what models are judged on from a data folder. @throws UsageError if a file is missing or has no usable row */
export async function readJudgingData(folder: string, output: Output, reading: ReadingOptions): Promise<JudgingData> {
  const files = { catalog: requireDataFile(folder, 'catalog'), judge: requireDataFile(folder, 'judge') };
  const train = requireDataFile(folder, 'train');
  const candidateIdPrefix = readCandidatePrefix(folder);
  const catalog = await readCatalog(files.catalog, output, reading);
  const rows: JudgingRow[] = [];
  for await (const row of readGoodRecords(files.judge, 'judging', output, reading)) rows.push(row);
  if (rows.length === 0)
    throw new UsageError(
      'empty-input',
      `${files.judge} has no usable row\nAdd queries: docs/data-formats.md says how.`,
    );
  return { catalog, training: await readBaselineData(train, catalog, output, reading), rows, candidateIdPrefix };
}

/** The error for judging data of which no row can be judged. */
export function nothingJudged(folder: string, leftOut: LeftOut | undefined): UsageError {
  const reasons = leftOut ? describeLeftOut(leftOut) : [];
  return new UsageError(
    'empty-input',
    `${folder}: no row of judge.jsonl can be judged\n${[...reasons, 'Use ids of the catalog in its rows.'].join('; ')}`,
  );
}

/** Training rows with products as rows of the catalog, in whose order ties are broken. */
async function readBaselineData(file: string, catalog: readonly Product[], output: Output, options: ReadingOptions) {
  const builder = new TrainingSetBuilder(catalog);
  for await (const row of readGoodRecords(file, 'training', output, options)) builder.add(row);
  const { products, pairs, groups } = builder.build();
  const rowOf = new Map(catalog.map((product, row) => [product.id, row]));
  const catalogRow = (row: number): number => rowOf.get(products[row]!.id) ?? catalog.length;
  return {
    pairs: pairs.map((pair) => {
      return { ...pair, anchor: catalogRow(pair.anchor), positive: catalogRow(pair.positive) };
    }),
    groups: groups.map((group) => ({ ...group, items: group.items.map(catalogRow) })),
  };
}

/** The prefix of the ids that are candidates, from `meta.json`; empty without that file: every product is one. */
function readCandidatePrefix(folder: string): string {
  const file = findDataFile(folder, 'meta');
  if (file === undefined) return '';
  const text = readTextFile(file);
  try {
    return parseCandidateIdPrefix(judgingMetaSchema.parse(JSON.parse(text)).candidates);
  } catch (cause) {
    const why = errorText(cause).replaceAll(/\s+/g, ' ');
    throw new UsageError(
      'unreadable-input',
      `${file} cannot be read: ${why}\ndocs/data-formats.md says what it holds.`,
    );
  }
}
