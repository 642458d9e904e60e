import { readTrainingSet } from '../../../bin/files/input-files.ts';
import { readJudgingData } from '../../../bin/files/judging-data.ts';
import type { Product } from '../../../lambdas/core/catalog/product.ts';
import { embedCatalog, type JudgingData } from '../../../lambdas/core/evaluation/judge-model.ts';
import { judgeRows } from '../../../lambdas/core/evaluation/judge-rows.ts';
import { planJudging } from '../../../lambdas/core/evaluation/judging-plan.ts';
import { buildCosineScorer } from '../../../lambdas/core/evaluation/scorers/cosine-scorer.ts';
import { defaultTrainingConfig } from '../../../lambdas/core/training/config/training-config.ts';
import type { TrainingSet } from '../../../lambdas/core/training/data/training-set.ts';
import type { Output } from '../../../lib/terminal/command-line.ts';
import { addGivenVectors, buildGivenVectors, type Likeness, VECTOR_NOISE } from '../../support/core/given-vectors.ts';
import { sharedDataSet } from '../../support/core/shared-data.ts';
import { trained } from '../../support/core/training-factories.ts';
import type { Benchmark, Measurement } from '../benchmark.ts';

const SETS = ['abt_buy', 'bundlerec_electronic', 'amazon_office'] as const;
const WORTHS = ['perfect', 'noisy', 'useless'] as const satisfies readonly (keyof typeof VECTOR_NOISE)[];
const WIDTH = 128;

const nameOf = (set: string) => `given-vectors-${set}`;

/**
 * What given vectors of known worth change: the default model without vectors, the vectors alone by their cosine, and
 * the default model with them, also if only half of the products have one. The vectors are made of the likenesses of the
 * training and the judging rows (test/support/core/given-vectors.ts). Four or five trainings a set.
 */
export const givenVectors: Benchmark = {
  name: 'given-vectors',
  cases: SETS.map(nameOf),
  hasModes: false,
  hasPeer: false,
  async *measure({ wants }) {
    for (const set of SETS.filter((one) => wants(nameOf(one)))) {
      const folder = sharedDataSet(set);
      if (folder !== undefined) yield* measureSet(set, folder);
    }
  },
};

async function* measureSet(name: string, folder: string): AsyncGenerator<Measurement, void, void> {
  const output = { stdout: process.stderr, stderr: process.stderr } as unknown as Output;
  const set = await readTrainingSet(folder, output, {});
  const data = await readJudgingData(folder, output, {});
  const likenesses = listLikenesses(set, data);
  const measurement = (value: number, config: object): Measurement => {
    return { name: nameOf(name), unit: 'ndcg@10', value, config: { set: name, ...config } };
  };
  yield measurement(judgeDefault(set, data, []), { vectors: 'none' });
  for (const [worth, coverage] of [...WORTHS.map((one) => [one, 1] as const), ['perfect', 0.5] as const]) {
    const vectors = buildGivenVectors(set.products.length, likenesses, { worth, width: WIDTH, coverage });
    const alone = vectors.flatMap((vector) => vector ?? Array<number>(WIDTH).fill(0));
    const config = { noise: VECTOR_NOISE[worth], vectors: worth, coverage };
    yield measurement(judge(inOrderOf(data.catalog, set.products, alone), WIDTH, data), { ...config, by: 'alone' });
    yield measurement(judgeDefault(set, data, vectors), { ...config, by: 'default' });
  }
}

/** Every two products that are alike by the training rows, in sessions if neighbours, or by the judging rows. */
function listLikenesses(set: TrainingSet, { rows }: JudgingData): Likeness[] {
  const rowOf = new Map(set.products.map(({ id }, row) => [id, row]));
  const found = new Map<string, Likeness>();
  const add = (a: number | undefined, b: number | undefined) => {
    if (a !== undefined && b !== undefined && a !== b)
      found.set([a, b].sort((x, y) => x - y).join(' '), [Math.min(a, b), Math.max(a, b)]);
  };
  for (const { anchor, positive } of set.pairs) add(anchor, positive);
  for (const { items, kind } of set.groups)
    items.forEach((item, i) => {
      for (const other of kind === 'basket' ? items.subarray(i + 1) : items.subarray(i + 1, i + 2)) add(item, other);
    });
  for (const { query, relevant } of rows) for (const id of relevant) add(rowOf.get(query), rowOf.get(id));
  return [...found.values()];
}

function judgeDefault(
  set: TrainingSet,
  data: JudgingData,
  vectors: readonly (readonly number[] | undefined)[],
): number {
  const products = addGivenVectors(set.products, vectors);
  const vectorsOf = new Map(products.map(({ id, vectors: own }) => [id, own]));
  const { model } = trained({ ...set, products }, defaultTrainingConfig);
  const catalog = data.catalog.map((product): Product => {
    const own = vectorsOf.get(product.id);
    return own ? { ...product, vectors: own } : product;
  });
  const embedded = embedCatalog(model, catalog);
  return judge(embedded.vectors, embedded.D, data);
}

/** The vectors (N, WIDTH) of products in the order of the catalog. */
function inOrderOf(
  catalog: readonly Product[],
  products: readonly Product[],
  vectors: readonly number[],
): Float32Array {
  const rowOf = new Map(products.map(({ id }, row) => [id, row]));
  return Float32Array.from(
    catalog.flatMap(({ id }) => vectors.slice(rowOf.get(id)! * WIDTH, (rowOf.get(id)! + 1) * WIDTH)),
  );
}

/** Mean ndcg@10 of the rows of the slice `all`. */
function judge(vectors: ArrayLike<number>, D: number, { catalog, rows, candidateIdPrefix = '' }: JudgingData): number {
  const all = rows.filter(({ slice = 'all' }) => slice === 'all');
  const plan = planJudging({ ids: catalog.map(({ id }) => id), rows: all, candidateIdPrefix });
  const ndcg = judgeRows(plan, buildCosineScorer(Float32Array.from(vectors), D)).metrics['ndcg@10'];
  return ndcg.reduce((sum, one) => sum + one, 0) / ndcg.length;
}
