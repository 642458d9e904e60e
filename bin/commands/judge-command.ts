import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Product } from '../../lambdas/core/catalog/product.ts';
import type { JudgingRow } from '../../lambdas/core/catalog/training-row.ts';
import { type CatalogVectors, judgeModel } from '../../lambdas/core/evaluation/judge-model.ts';
import { fittingProducts } from '../../lambdas/core/model/fitting-products.ts';
import { embedProducts, type Model } from '../../lambdas/core/model/model.ts';
import { TrainingSetBuilder } from '../../lambdas/core/training/data/training-set.ts';
import { candidateIdPrefix, judgingMetaSchema } from '../../lambdas/formats/judging-schema.ts';
import { metricLines } from '../../lib/terminal/metrics-table.ts';
import { type Command, required } from './command.ts';
import { UsageError } from './command-error.ts';
import { dataFile, goodRecords, readCatalog, readModel } from './input-files.ts';

export const judgeCommand: Command = {
  summary: 'measure a model on judging data, beside trivial baselines',
  usage: `kindred judge --model MODEL --data DIR [--against MODEL] [--json]

  --model MODEL       a folder that 'train' wrote, or a .safetensors file
  --data DIR          catalog.jsonl[.gz], judge.jsonl[.gz], train.jsonl[.gz] (for the baselines), and meta.json where
                      only some products are candidates
  --against MODEL     another one to compare with, 'live' in the table
  --json              one line of JSON on stdout
`,
  options: {
    model: { type: 'string' },
    data: { type: 'string' },
    against: { type: 'string' },
    json: { type: 'boolean' },
  },
  async run(values) {
    const folder = required(values, 'data');
    const model = readModel(required(values, 'model'));
    const catalog = await readCatalog(dataFile(folder, 'catalog'));
    const rows: JudgingRow[] = [];
    for await (const row of goodRecords(dataFile(folder, 'judge', 'judging'), 'judging')) rows.push(row);
    if (rows.length === 0) throw new UsageError('empty-input', `${folder}: judge.jsonl has no row to judge on`);
    const other = typeof values.against === 'string' ? vectorsOf(readModel(values.against), catalog) : undefined;
    const training = await baselineData(folder, catalog);
    const judgement = judgeModel(model, catalog, training, rows, prefixOf(folder), other);
    process.stdout.write(
      values.json ? `${JSON.stringify(judgement)}\n` : `${metricLines(judgement).join('\n').trim()}\n`,
    );
  },
};

function vectorsOf(model: Model, catalog: readonly Product[]): CatalogVectors {
  return { vectors: embedProducts(model, fittingProducts(model.input, catalog)), D: model.parameters.D };
}

/** Training rows by the catalog's own order, which is the one that ties are broken in. */
async function baselineData(folder: string, catalog: Awaited<ReturnType<typeof readCatalog>>) {
  const builder = new TrainingSetBuilder(catalog);
  for await (const row of goodRecords(dataFile(folder, 'train'), 'training')) builder.add(row);
  const { products, pairs, groups } = builder.build();
  const rowOf = new Map(catalog.map((product, row) => [product.id, row]));
  const own = (row: number): number => rowOf.get(products[row]!.id) ?? catalog.length;
  return {
    pairs: pairs.map((pair) => ({ anchor: own(pair.anchor), positive: own(pair.positive) })),
    groups: groups.map(({ items, kind }) => ({ items: items.map(own), kind })),
  };
}

function prefixOf(folder: string): string {
  const file = join(folder, 'meta.json');
  if (!existsSync(file)) return '';
  try {
    return candidateIdPrefix(judgingMetaSchema.parse(JSON.parse(readFileSync(file, 'utf8'))).candidates);
  } catch (cause) {
    throw new UsageError('unreadable-input', `${file} cannot be read: ${(cause as Error).message}`);
  }
}
