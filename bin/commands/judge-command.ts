import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import type { Product } from '../../lambdas/core/catalog/product.ts';
import type { JudgingRow } from '../../lambdas/core/catalog/training-row.ts';
import { errorText } from '../../lambdas/core/errors/error-text.ts';
import { embedCatalog, judgeModel } from '../../lambdas/core/evaluation/judge-model.ts';
import { TrainingSetBuilder } from '../../lambdas/core/training/data/training-set-builder.ts';
import { judgingMetaSchema, parseCandidateIdPrefix } from '../../lambdas/formats/schemas/judging-schema.ts';
import { type Output, requiredOption, UsageError } from '../../lib/terminal/command-line.ts';
import { findDataFile, requireDataFile } from '../../lib/terminal/data-folder.ts';
import { describeLeftOut, renderMetrics } from '../../lib/terminal/metrics-table.ts';
import { readCatalog, readGoodRecords } from './input-files.ts';
import { readModel } from './model-files.ts';
import { addReadingOptions, type ReadingOptions } from './reading-options.ts';

interface JudgeOptions extends ReadingOptions {
  readonly model: string;
  readonly data: string;
  readonly against?: string;
  readonly json?: true;
}

/** `kindred judge`. */
export function buildJudgeCommand(output: Output): Command {
  const command = new Command('judge')
    .description('Measures a model on judging data, beside trivial baselines.')
    .addOption(requiredOption('--model <model>', "a folder that 'train' wrote, or a .safetensors file"))
    .addOption(
      requiredOption(
        '--data <folder>',
        'a folder with catalog and train (.jsonl[.gz] or .csv[.gz]; train is for the baselines), judge.jsonl[.gz], ' +
          'and meta.json if only some products are candidates',
      ),
    )
    .option('--against <model>', "another model to compare with; the table calls it 'live'")
    .option('--json', 'print one line of JSON on stdout')
    .action((options) => judge(options, output));
  return addReadingOptions(command);
}

async function judge(
  { model: at, data: folder, against, json, ...reading }: JudgeOptions,
  output: Output,
): Promise<void> {
  const model = readModel(at);
  const catalog = await readCatalog(requireDataFile(folder, 'catalog'), output, reading);
  const rows: JudgingRow[] = [];
  for await (const row of readGoodRecords(requireDataFile(folder, 'judge'), 'judging', output, reading)) rows.push(row);
  if (rows.length === 0) throw new UsageError('empty-input', `${folder}: judge.jsonl has no usable row: add queries`);
  const other = against === undefined ? undefined : embedCatalog(readModel(against), catalog);
  const training = await readBaselineData(folder, catalog, output, reading);
  const data = { catalog, training, rows, candidateIdPrefix: readCandidatePrefix(folder) };
  const judgement = judgeModel(embedCatalog(model, catalog), data, other);
  if (Object.keys(judgement.metrics).length === 0)
    throw new UsageError(
      'empty-input',
      [`${folder}: no row of judge.jsonl can be judged`, ...describeLeftOut(judgement.leftOut!)].join('; '),
    );
  output.stdout.write(json ? `${JSON.stringify(judgement)}\n` : `${renderMetrics(judgement).join('\n').trim()}\n`);
}

/** Training rows with products as rows of the catalog, in whose order ties are broken. */
async function readBaselineData(folder: string, catalog: readonly Product[], output: Output, options: ReadingOptions) {
  const builder = new TrainingSetBuilder(catalog);
  for await (const row of readGoodRecords(requireDataFile(folder, 'train'), 'training', output, options))
    builder.add(row);
  const { products, pairs, groups } = builder.build();
  const rowOf = new Map(catalog.map((product, row) => [product.id, row]));
  const catalogRow = (row: number): number => rowOf.get(products[row]!.id) ?? catalog.length;
  return {
    pairs: pairs.map(({ anchor, positive, weight = 1 }) => {
      return { anchor: catalogRow(anchor), positive: catalogRow(positive), weight };
    }),
    groups: groups.map(({ items, kind, weight = 1 }) => ({ items: items.map(catalogRow), kind, weight })),
  };
}

/** The prefix of the ids that are candidates, from `meta.json`; empty without that file: every product is one. */
function readCandidatePrefix(folder: string): string {
  const file = findDataFile(folder, 'meta');
  if (file === undefined) return '';
  try {
    return parseCandidateIdPrefix(judgingMetaSchema.parse(JSON.parse(readFileSync(file, 'utf8'))).candidates);
  } catch (cause) {
    throw new UsageError('unreadable-input', `${file} cannot be read: ${errorText(cause)}`);
  }
}
