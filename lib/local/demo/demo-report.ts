import { createReadStream } from 'node:fs';
import type { Product } from '../../../lambdas/core/catalog/product.ts';
import { readShownText } from '../../../lambdas/core/features/shown-text.ts';
import { CounterRandom } from '../../../lambdas/core/numerics/random.ts';
import { readRecords } from '../../../lambdas/formats/reading/read-records.ts';
import { KindredError } from '../../client/errors.ts';
import type { SimilarProducts } from '../../client/generated/schemas.ts';
import { readMappingBeside } from '../../terminal/catalog-mapping.ts';
import { requireDataFile } from '../../terminal/data-folder.ts';
import { renderMetrics } from '../../terminal/metrics-table.ts';
import { paint, type TextStream } from '../../terminal/text-stream.ts';
import { type Column, renderTable } from '../../terminal/text-table.ts';
import { ApiClient } from './api-client.ts';
import type { DemoResult } from './demo-run.ts';
import { describeDecision } from './run-lines.ts';

const SHOWN_NEIGHBOURS = 5;
/** Products without neighbours that are passed over. */
const MAX_TRIED = 5;
const NEIGHBOUR_COLUMNS: readonly Column[] = [{ title: 'score', align: 'right' }, { title: 'id' }, { title: 'title' }];

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
  return readShownText(product.title ?? product.brand ?? product.id);
}

/** What to do after the demo run. */
interface Next {
  /** Where the API answers. */
  readonly url: string;
  /** The command that serves the data again, if this process is about to stop. */
  readonly restart?: string;
}

/** The result of the demo run as lines: where the console is, similar products, metrics, and what to try. */
export async function renderDemo(
  api: string,
  result: DemoResult,
  titles: ReadonlyMap<string, string>,
  { url, restart }: Next,
  stream: TextStream,
): Promise<string[]> {
  const shown = await renderNeighbours(api, titles, stream);
  return [
    '',
    `console: ${paint(stream, 'accent', `${url}/`)}${restart === undefined ? '' : `   (after: ${restart})`}`,
    ...shown.lines,
    ...renderJudgement(result, stream),
    ...renderNextRequests(url, shown.id, restart),
    ...renderPromotion(url, result),
  ];
}

/** The five nearest neighbours of a product as a table, read from the HTTP API: of the first that has any. */
async function renderNeighbours(url: string, titles: ReadonlyMap<string, string>, stream: TextStream) {
  const api = new ApiClient(url);
  const ids = [...titles.keys()].sort();
  const random = new CounterRandom(1, 'shown products');
  const tried: { id: string; lines: string[] }[] = [];
  for (let i = 0; i < Math.min(MAX_TRIED, ids.length); i++) {
    const id = ids[random.integer(ids.length)]!;
    const found = await findNeighbours(api, id);
    if (typeof found === 'string')
      tried.push({ id, lines: ['', `nothing is similar to ${titles.get(id)} (${id}): ${found}`] });
    else {
      const rows = found.map((one) => [one.score.toFixed(3), one.id, titles.get(one.id) ?? '']);
      return {
        id,
        lines: ['', `similar to ${titles.get(id)} (${id}):`, ...renderTable(stream, NEIGHBOUR_COLUMNS, rows)],
      };
    }
  }
  return tried[0] ?? { id: 'ID', lines: [] };
}

/** The neighbours, or why there are none. */
async function findNeighbours(api: ApiClient, id: string): Promise<SimilarProducts['data'] | string> {
  try {
    const { data, notEmbeddable } = await api.similar(id, SHOWN_NEIGHBOURS);
    return data.length > 0 ? data : (notEmbeddable ?? 'it has no neighbours');
  } catch (cause) {
    if (!(cause instanceof KindredError)) throw cause;
    // A line of the file may have been rejected, or the version of an earlier start is served.
    return cause.message;
  }
}

/** The metrics of the live version beside those of its opponents, the data they were measured on, and how sure they are. */
function renderJudgement({ judged, run }: DemoResult, stream: TextStream): string[] {
  const decision = run === undefined ? [] : describeDecision(run);
  if (judged === undefined || Object.keys(judged.metrics).length === 0) {
    return ['', 'The live version was not judged: there is no row to judge on.', ...decision];
  }
  const where = judged.judgedOn === 'judging' ? 'on the judging data' : 'on a held-out part of the training data';
  return ['', `judged ${where}:`, ...renderMetrics(judged, stream), ...decision];
}

/** Requests to try next. */
function renderNextRequests(url: string, id: string, restart?: string): string[] {
  const query = `id=${encodeURIComponent(id)}`;
  return [
    '',
    'Try next:',
    ...(restart === undefined ? [] : [`  ${restart}`]),
    `  curl '${url}/v1/similar?${query}&limit=5'`,
    `  curl '${url}/v1/products?${query}&include=vector'`,
    `  curl -X PUT '${url}/v1/products/new-1' -H 'content-type: application/json' -d '{"title": "something new"}'`,
    `  curl '${url}/v1/models'`,
    '',
    'Authorization is not checked on this machine; in AWS every route requires IAM credentials.',
  ];
}

/** The request that makes the trained version of a run live although the gate held it; none if the gate held none. */
function renderPromotion(url: string, { run, modelVersion }: DemoResult): string[] {
  const held = run?.trainedVersion ?? (run?.promoted === true ? undefined : run?.modelVersion);
  if (held === undefined || held === modelVersion) return [];
  const promote = `${url}/v1/models/${held}:promote`;
  const body = `-H 'content-type: application/json' -d '{"override": true, "why": "..."}'`;
  return ['', 'To make the trained version live nevertheless:', `  curl -X POST ${promote} ${body}`];
}
