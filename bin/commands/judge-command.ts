import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { JudgingRow } from '../../lambdas/core/catalog/training-row.ts';
import { judgeModel } from '../../lambdas/core/training/judge-model.ts';
import { TrainingSetBuilder } from '../../lambdas/core/training/training-set.ts';
import { candidateIdPrefix, judgingMetaSchema } from '../../lambdas/formats/judging-schema.ts';
import { metricLines } from '../../lib/local/judge-table.ts';
import { type Command, required } from './command.ts';
import { UsageError } from './command-error.ts';
import { dataFile, goodRecords, readCatalog, readModel } from './input-files.ts';

export const judgeCommand: Command = {
  summary: 'measure a model on judging data, beside trivial baselines',
  usage: `kindred judge --model MODEL_DIR --data DIR [--json]

  --model MODEL_DIR   a folder that 'train' wrote
  --data DIR          catalog.jsonl[.gz], judge.jsonl[.gz], train.jsonl[.gz] (for the baselines), and meta.json where
                      only some products are candidates
  --json              one line of JSON on stdout
`,
  options: { model: { type: 'string' }, data: { type: 'string' }, json: { type: 'boolean' } },
  async run(values) {
    const folder = required(values, 'data');
    const model = readModel(required(values, 'model'));
    const catalog = await readCatalog(dataFile(folder, 'catalog'));
    const rows: JudgingRow[] = [];
    for await (const row of goodRecords(dataFile(folder, 'judge', ['.jsonl.gz', '.jsonl']), 'judging')) rows.push(row);
    if (rows.length === 0) throw new UsageError(`${folder}: judge.jsonl has no row to judge on`);
    const judgement = judgeModel(model, catalog, await baselineData(folder, catalog), rows, prefixOf(folder));
    process.stdout.write(
      values.json ? `${JSON.stringify(judgement)}\n` : `${metricLines(judgement).join('\n').trim()}\n`,
    );
  },
};

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
    throw new UsageError(`${file} cannot be read: ${(cause as Error).message}`);
  }
}
