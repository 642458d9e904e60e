import { createReadStream } from 'node:fs';
import type { Product } from '../../../lambdas/core/catalog/product.ts';
import { CounterRandom } from '../../../lambdas/core/numerics/random.ts';
import { readRecords } from '../../../lambdas/formats/reading/read-records.ts';
import { readMappingBeside } from '../../terminal/catalog-mapping.ts';
import { requireDataFile } from '../../terminal/data-folder.ts';
import { renderMetrics } from '../../terminal/metrics-table.ts';
import { ApiClient } from './api-client.ts';
import type { DemoResult } from './demo-run.ts';

const SHOWN_PRODUCTS = 5;
const SHOWN_NEIGHBOURS = 5;

/** Titles of the products of a catalog by id. */
export async function readTitles(folder: string): Promise<ReadonlyMap<string, string>> {
  const file = requireDataFile(folder, 'catalog');
  const titles = new Map<string, string>();
  const source = { name: file, open: async () => createReadStream(file) };
  for await (const record of readRecords(source, 'catalog', { schema: readMappingBeside(file) })) {
    if (record.ok) titles.set(record.value.id, titleOf(record.value));
  }
  return titles;
}

function titleOf(product: Product): string {
  return product.title ?? product.brand ?? product.id;
}

/** Five products and their nearest neighbours, read from the HTTP API. */
export async function renderNeighbours(url: string, titles: ReadonlyMap<string, string>): Promise<string[]> {
  const api = new ApiClient(url);
  const ids = [...titles.keys()].sort();
  const random = new CounterRandom(1, 'shown products');
  const lines: string[] = [];
  for (let i = 0; i < Math.min(SHOWN_PRODUCTS, ids.length); i++) {
    const id = ids[random.integer(ids.length)]!;
    lines.push('', `similar to ${titles.get(id)} (${id}):`);
    for (const one of await api.similar(id, SHOWN_NEIGHBOURS)) {
      lines.push(`  ${one.score.toFixed(3)}  ${titles.get(one.id) ?? ''} (${one.id})`);
    }
  }
  return lines;
}

/** The metrics of the model beside those of the baselines, and the data they were measured on. */
export function renderJudgement(result: DemoResult): string[] {
  const where = result.judgedOn === 'judging' ? 'on the judging data' : 'on a held-out part of the training data';
  return ['', `judged ${where}:`, ...renderMetrics(result)];
}

/** Requests to try next. */
export function renderNextRequests(url: string, id: string): string[] {
  const path = encodeURIComponent(id);
  return [
    '',
    'Try next:',
    `  curl '${url}/v1/products/${path}/similar?limit=5'`,
    `  curl '${url}/v1/products/${path}?include=vector'`,
    `  curl -X PUT '${url}/v1/products/new-1' -H 'content-type: application/json' -d '{"title": "something new"}'`,
    `  curl '${url}/v1/models'`,
    '',
    'Authorization is not checked on this machine; in AWS every route requires IAM credentials.',
  ];
}
