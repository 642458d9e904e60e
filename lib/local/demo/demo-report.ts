import { createReadStream } from 'node:fs';
import type { Product } from '../../../lambdas/core/catalog/product.ts';
import { CounterRandom } from '../../../lambdas/core/numerics/random.ts';
import { readRecords } from '../../../lambdas/formats/reading/read-records.ts';
import { KindredError } from '../../client/errors.ts';
import { readMappingBeside } from '../../terminal/catalog-mapping.ts';
import { requireDataFile } from '../../terminal/data-folder.ts';
import { renderMetrics } from '../../terminal/metrics-table.ts';
import { ApiClient } from './api-client.ts';
import type { DemoResult } from './demo-run.ts';
import { describeDecision } from './run-lines.ts';

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
    lines.push('', `similar to ${titles.get(id)} (${id}):`, ...(await renderNeighboursOf(api, id, titles)));
  }
  return lines;
}

async function renderNeighboursOf(api: ApiClient, id: string, titles: ReadonlyMap<string, string>): Promise<string[]> {
  try {
    const { data, notEmbeddable } = await api.similar(id, SHOWN_NEIGHBOURS);
    if (data.length === 0) return [`  none${notEmbeddable === undefined ? '' : `: ${notEmbeddable}`}`];
    return data.map((one) => `  ${one.score.toFixed(3)}  ${titles.get(one.id) ?? ''} (${one.id})`);
  } catch (cause) {
    if (!(cause instanceof KindredError)) throw cause;
    // A line of the file may have been rejected, or the version of an earlier start is served.
    return [`  none: ${cause.message}`];
  }
}

/** The metrics of the live version beside those of its opponents, the data they were measured on, and how sure they are. */
export function renderJudgement({ judged, run }: DemoResult): string[] {
  const decision = run === undefined ? [] : describeDecision(run);
  if (judged === undefined || Object.keys(judged.metrics).length === 0) {
    return ['', 'The live version was not judged: there is no row to judge on.', ...decision];
  }
  const where = judged.judgedOn === 'judging' ? 'on the judging data' : 'on a held-out part of the training data';
  return ['', `judged ${where}:`, ...renderMetrics(judged), ...decision];
}

/**
 * Requests to try next.
 * @param restart The command that serves the data again, if this process is about to stop.
 */
export function renderNextRequests(url: string, id: string, restart?: string): string[] {
  const query = `id=${encodeURIComponent(id)}`;
  return [
    '',
    'Try next:',
    ...(restart === undefined ? [] : [`  ${restart}`]),
    `  curl '${url}/v1/similar?${query}&limit=5'`,
    `  curl '${url}/v1/products?${query}&include=vector'`,
    `  curl -X PUT '${url}/v1/products/new-1' -H 'content-type: application/json' -d '{"title": "something new"}'`,
    `  curl '${url}/v1/models'`,
    `  ${url}/ in a browser: the console`,
    '',
    'Authorization is not checked on this machine; in AWS every route requires IAM credentials.',
  ];
}

/** The request that makes the trained version of a run live although the gate held it; none if the gate held none. */
export function renderPromotion(url: string, { run, modelVersion }: DemoResult): string[] {
  const held = run?.trainedVersion ?? (run?.promoted === true ? undefined : run?.modelVersion);
  if (held === undefined || held === modelVersion) return [];
  const promote = `${url}/v1/models/${held}:promote`;
  const body = `-H 'content-type: application/json' -d '{"override": true, "why": "..."}'`;
  return ['', 'To make the trained version live nevertheless:', `  curl -X POST ${promote} ${body}`];
}
