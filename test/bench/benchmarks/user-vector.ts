import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { Product } from '../../../lambdas/core/catalog/product.ts';
import { embedProducts } from '../../../lambdas/core/model/model.ts';
import { parseModel } from '../../../lambdas/core/model/model-file.ts';
import { averageExamples, searchByBestExample } from '../../../lambdas/core/search/queries/search-examples.ts';
import { searchExact } from '../../../lambdas/core/search/search-exact.ts';
import { SearchIndex } from '../../../lambdas/core/search/search-index.ts';
import { MODEL_FILES } from '../../../lambdas/formats/object-layout.ts';
import type { Benchmark, Measurement } from '../benchmark.ts';

const projectRoot = join(import.meta.dirname, '..', '..', '..');
/** Real data beside the project, which is no part of it. */
const folder = join(projectRoot, '..', 'shared', 'data', 'online_retail');
/** The share of the baskets, the earliest, that the model learns from. */
const TRAINED_SHARE = 0.9;
const EXAMPLES = 3;
/** A basket must hold at least so many others. */
const MIN_REST = 3;
const K = 10;

const names = ['average', 'best', 'first-alone', 'second-alone', 'third-alone', 'best-alone-in-hindsight'] as const;

/**
 * What finds the rest of a later basket: its first three products together, or each of them alone? A model is trained on
 * the baskets of online_retail before; capped recall@10 of the rest, the mean of all later baskets.
 */
export const userVector: Benchmark = {
  name: 'user-vector',
  cases: names.map((name) => `user-vector-${name}`),
  hasModes: false,
  hasPeer: false,
  *measure() {
    if (!existsSync(folder)) {
      console.error(`user-vector: there is no ${folder}, so nothing is measured`);
      return;
    }
    yield* measured();
  },
};

interface Basket {
  readonly items: readonly string[];
  readonly at: string;
}

function measured(): Measurement[] {
  const baskets = readLines<Basket>('train').sort((a, b) => (a.at < b.at ? -1 : 1));
  const cut = Math.floor(baskets.length * TRAINED_SHARE);
  const index = embedCatalog(baskets.slice(0, cut));
  const later = baskets.slice(cut).flatMap(({ items }) => {
    const known = items.filter((id) => index.get(id) !== undefined);
    return known.length >= EXAMPLES + MIN_REST ? [known] : [];
  });
  const recalls = later.map((items) => recallsOf(index, items));
  const config = { baskets: later.length, k: K, examples: EXAMPLES };
  return names.map((name, i) => ({
    name: `user-vector-${name}`,
    unit: 'recall@10',
    value: recalls.reduce((sum, each) => sum + each[i]!, 0) / recalls.length,
    config,
  }));
}

/** The recall of the rest of a basket, in the order of `names`. */
function recallsOf(index: SearchIndex, items: readonly string[]): number[] {
  const shown = items.slice(0, EXAMPLES);
  const rest = new Set(items.slice(EXAMPLES));
  const options = { k: K, excludeIds: new Set(shown) };
  const recall = (found: readonly { readonly id: string }[]) =>
    found.filter(({ id }) => rest.has(id)).length / Math.min(K, rest.size);
  const vectors = shown.map((id) => index.get(id)!);
  const examples = { positive: vectors.map((vector) => ({ vector, weight: 1 })), negative: [] };
  const alone = vectors.map((vector) => recall(searchExact(index, vector, options)));
  const together = recall(searchExact(index, averageExamples(examples), options));
  const best = recall(searchByBestExample(index, examples, options).neighbours);
  return [together, best, ...alone, Math.max(...alone)];
}

/** Trains on baskets with the default settings, and embeds the catalog. */
function embedCatalog(baskets: readonly Basket[]): SearchIndex {
  const work = mkdtempSync(join(tmpdir(), 'kindred-user-vector-'));
  try {
    const data = mkdtempSync(join(work, 'data-'));
    symlinkSync(join(folder, 'catalog.jsonl.gz'), join(data, 'catalog.jsonl.gz'));
    writeFileSync(join(data, 'train.jsonl'), baskets.map((basket) => `${JSON.stringify(basket)}\n`).join(''));
    const out = join(work, 'model');
    execFileSync(process.execPath, ['bin/kindred.ts', 'train', '--data', data, '--out', out], { cwd: projectRoot });
    const model = parseModel(readFileSync(join(out, MODEL_FILES.weights)));
    const catalog = readLines<Product>('catalog');
    const vectors = embedProducts(model, catalog);
    const { D } = model.parameters;
    const index = new SearchIndex('m-1', D);
    for (const [i, { id }] of catalog.entries()) index.upsert(id, vectors.subarray(i * D, (i + 1) * D));
    return index;
  } finally {
    rmSync(work, { recursive: true });
  }
}

function readLines<Row>(name: string): Row[] {
  const text = gunzipSync(readFileSync(join(folder, `${name}.jsonl.gz`))).toString();
  return text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Row);
}
