import { cpSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { GetObjectCommand } from '@aws-sdk/client-s3';
import { ReceiveMessageCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Product } from '../lambdas/core/catalog/product.ts';
import type { GroupRow, TripletRow } from '../lambdas/core/catalog/training-row.ts';
import type { Because } from '../lambdas/core/explain/because.ts';
import { createClient, type KindredClient } from '../lib/client/client.ts';
import { DemoError } from '../lib/local/demo/demo-error.ts';
import { type DemoResult, runDemo } from '../lib/local/demo/demo-run.ts';
import { writeFilmSample } from '../lib/local/demo/sample-films.ts';
import type { LocalStack } from '../lib/local/stack/local-stack.ts';
import { checkDocumented } from './support/api/documented-answers.ts';
import { httpEvent } from './support/api/http-event.ts';
import { jsonLines, sharedDataSet } from './support/core/shared-data.ts';
import { exportWith, load, loadRows } from './support/local/exported-by-stack.ts';
import { quietProgress, startTestStack, temporaryFolder, writeJsonLines } from './support/local/local-stack-fixture.ts';
import { runKindred } from './support/terminal/run-kindred.ts';
import { readParquet } from './support/worlds/export-runs.ts';

const SHORT_RUN = { dim: 32, maxPairs: 20_000, epochs: 5 };

/** The API of a stack. It waits for no one: a request that fails is a fault. */
function apiOf({ url }: LocalStack): KindredClient {
  return createClient({ url, retry: { attempts: 1 } });
}

/** Searches. They are answered with 503 while a busy machine reads the vectors of a version for longer than 2 s: ask again. */
function searchesOf({ url }: LocalStack): KindredClient {
  return createClient({ url, retry: { attempts: 30 } });
}

/** The training runs that training data started; a catalog may start one of its own. */
async function listRuns(stack: LocalStack) {
  const { data } = await apiOf(stack).listTrainingRuns();
  return data.filter(({ id }) => !id.startsWith('run-catalog'));
}

/** The first 400 films and what is known of them, with a bad line in the middle of the catalog. */
function fewFilms(): string {
  const all = writeFilmSample(temporaryFolder());
  const folder = temporaryFolder();
  const catalog: (Product | string)[] = jsonLines<Product>(join(all, 'catalog.jsonl.gz')).slice(0, 400);
  const ids = new Set(catalog.map((product) => (product as Product).id));
  const pairs = jsonLines<TripletRow>(join(all, 'train.jsonl.gz'));
  catalog.splice(200, 0, '{"title":"a film without an id"}');
  writeJsonLines(join(folder, 'catalog.jsonl.gz'), catalog);
  writeJsonLines(
    join(folder, 'train.jsonl.gz'),
    pairs.filter(({ anchor, positive }) => ids.has(String(anchor)) && ids.has(String(positive))),
  );
  return folder;
}

describe('the local stack', () => {
  const home = temporaryFolder();
  let stack: LocalStack;
  let folder: string;
  let first: DemoResult;

  beforeAll(async () => {
    folder = fewFilms();
    stack = await startTestStack(home, SHORT_RUN);
    first = await runDemo(stack, folder, quietProgress());
  });

  afterAll(() => stack?.close());

  it('publishes a model and embeds every product with it', async () => {
    expect(first.modelVersion).toMatch(/^m-[0-9a-f]{16}$/);
    expect(first.products).toBe(400);
    const { embedding } = await apiOf(stack).getProduct({ id: 'film-0001', include: 'vector' });
    expect(embedding).toMatchObject({ modelVersion: first.modelVersion });
    expect(embedding).toHaveProperty('vector.length', 32);
    expect(await apiOf(stack).getHealth()).toMatchObject({ status: 'ok', live: first.modelVersion });
  });

  it('answers the neighbours of a product without the product itself', async () => {
    const { data, modelVersion } = await searchesOf(stack).findSimilar({ id: 'film-0009', limit: 7 });
    expect(data).toHaveLength(7);
    expect(modelVersion).toBe(first.modelVersion);
    expect(data.map((one) => one.id)).not.toContain('film-0009');
    const scores = data.map((one) => one.score);
    expect(scores).toEqual([...scores].sort((a, b) => b - a));
  });

  it('explains the scores by the model that is live, whose code is loaded at the first such request', async () => {
    const { data } = await searchesOf(stack).findSimilar({ id: 'film-0009', limit: 3, include: ['because'] });
    expect(data).toHaveLength(3);
    for (const { score, because } of data) {
      const { contributions, rest } = because as Exclude<Because, { notExplained: string }>;
      const sum = contributions.reduce((all, { contribution }) => all + contribution, rest.contribution);
      expect(sum).toBeCloseTo(score, 9);
    }
  });

  it('finds a new product after its PUT and not after its DELETE', async () => {
    const api = apiOf(stack);
    const id = 'new film/ä?';
    const { id: _, ...twin } = (await api.getProduct({ id: 'film-0001' })).product;
    expect((await api.send('putProductOfQuery', { id, body: twin })).status).toBe(201);
    expect((await searchesOf(stack).findSimilarOfQuery({ id, limit: 1 })).data[0]!.id).toBe('film-0001');
    expect((await api.send('removeProductOfQuery', { id })).status).toBe(204);
    await expect(api.listProducts({ id })).rejects.toMatchObject({ code: 'product-not-found', status: 404 });
  });

  it('says that an answer which a client kept still holds, until its product changes', async () => {
    const api = createClient({ url: stack.url, cache: {} });
    const read = () => api.send('getProduct', { id: 'film-0002' });
    const fetched = await read();
    expect(await read()).toMatchObject({ status: 200, body: fetched.body });
    const headers = { 'if-none-match': fetched.headers.get('etag')! };
    const kept = await fetch(`${stack.url}/v1/products/film-0002`, { headers });
    expect([kept.status, await kept.text()]).toEqual([304, '']);
    await api.changeProduct({ id: 'film-0002', body: { payload: { seen: true } } });
    expect((await read()).body.product.payload).toMatchObject({ seen: true });
  });

  it('exports the neighbours of every product in slices, which are those that it answers', async () => {
    const api = apiOf(stack);
    const done = await exportWith(api, { neighbours: { k: 5 } });
    const counts = { vectors: 400, products: 400, withoutVector: 0, rows: 2000 };
    expect(done).toMatchObject({ state: 'succeeded', modelVersion: first.modelVersion, ...counts });
    expect(done.files!.map(({ rows }) => rows)).toEqual([256 * 5, 144 * 5]);
    const lists = Map.groupBy(await loadRows(done), ({ id }) => id as string);
    expect(lists.size).toBe(400);
    for (const id of [...lists.keys()].slice(0, 20)) {
      const { data } = await searchesOf(stack).findSimilar({ id, limit: 5 });
      const rows = data.map((one) => ({ id, rank: one.rank, neighbour: one.id, score: one.score }));
      expect(lists.get(id)).toEqual(rows);
    }
    const manifest = JSON.parse(Buffer.from(await load(done.manifest!.url!)).toString());
    expect(manifest).toMatchObject({ kind: 'neighbours', neighbours: { k: 5 }, dim: 32, ...counts });
    const folder = temporaryFolder();
    const words = ['--url', stack.url, '--neighbours', '5', '--out', join(folder, 'n.parquet')];
    expect(await runKindred('export', ...words)).toMatchObject({ status: 0 });
    const files = readdirSync(folder).toSorted();
    expect(files).toEqual(['n-00001.parquet', 'n-00002.parquet']);
    const loaded = await Promise.all(files.map((name) => readParquet(readFileSync(join(folder, name)))));
    expect(loaded.flat()).toEqual(await loadRows(done));
  });

  it('exports the vectors of the live version as a file that is linked to', async () => {
    const api = apiOf(stack);
    const failed = await exportWith(api, { filter: { field: 'id', eq: 'x' } });
    expect(failed).toMatchObject({ state: 'failed', cause: expect.stringContaining('filter') });
    const done = await exportWith(api, {});
    expect(done).toMatchObject({ state: 'succeeded', rows: 400, files: [{ rows: 400 }] });
    expect((await load(done.files![0]!.url!)).length).toBe(done.bytes);
    const rows = new Map((await loadRows(done)).map(({ id, vector }) => [id, vector as number[]]));
    for (const id of ['film-0001', 'film-0009']) {
      const [embedded] = (await api.embedProducts({ body: { items: [id] } })).data as readonly {
        vector: readonly number[];
      }[];
      expect(rows.get(id)).toHaveLength(32);
      for (const [d, x] of embedded!.vector.entries()) expect(rows.get(id)![d]).toBeCloseTo(x, 6);
    }
  });

  it('answers unknown products and routes with 404, and unknown methods with 405, as problem+json', async () => {
    for (const path of ['/v1/products/nobody', '/v1/products/nobody/similar', '/v1/nothing']) {
      const { status, headers } = await fetch(stack.url + path);
      expect([status, headers.get('content-type')]).toEqual([404, 'application/problem+json']);
    }
    expect((await fetch(`${stack.url}/v1/health`, { method: 'POST' })).status).toBe(405);
  });

  it('gives the answers that its OpenAPI document describes, and a page of it', async () => {
    const { data: runs } = await apiOf(stack).listTrainingRuns();
    const paths = [
      '/v1/training-runs',
      ...runs.map(({ id }) => `/v1/training-runs/${id}`),
      '/v1/models',
      `/v1/models/${first.modelVersion}`,
      '/v1/uploads',
      '/v1/uploads?key=catalog%2Fcatalog.jsonl.gz',
      '/v1/products?limit=2&include=vector',
      '/v1/similar?id=film-0009&include=because,product,vector',
      '/v1/openapi.json',
      '/v1/docs',
    ];
    expect(runs.length).toBeGreaterThan(0);
    for (const path of paths) {
      const answer = await fetch(stack.url + path);
      const response = { statusCode: answer.status, headers: Object.fromEntries(answer.headers) };
      expect(answer.status, path).toBe(200);
      checkDocumented(httpEvent('GET', path), { ...response, body: await answer.text(), isBase64Encoded: false });
    }
  });

  it('serves the console, whose calls need no credentials here, and the files that it names', async () => {
    const page = await fetch(stack.url);
    expect(page.headers.get('content-security-policy')).toContain("default-src 'self'");
    const html = await page.text();
    expect(html).toContain('"authorization":"none"');
    const named = [...html.matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g)].map((match) => match[1]!);
    const files = await Promise.all(named.map((path) => fetch(`${stack.url}${path}`)));
    const types = files.map(({ status, headers }) => `${status} ${headers.get('content-type')?.split(';')[0]}`);
    // The page may name several scripts, which the browser then loads at the same time.
    expect([...new Set(types)].sort()).toEqual(['200 image/svg+xml', '200 text/css', '200 text/javascript']);
  });

  it('reports the rejected line of the catalog and accepts all others', async () => {
    const job = await apiOf(stack).getUpload({ key: 'catalog/catalog.jsonl.gz' });
    expect(job).toMatchObject({ state: 'succeeded', lines: 401, accepted: 400, rejected: 1 });
    const report = await stack.clients.s3.send(
      new GetObjectCommand({ Bucket: stack.modelsBucket, Key: job.rejectsKey }),
    );
    const lines = (await report.Body!.transformToString()).trim().split('\n');
    expect(lines.map((line) => JSON.parse(line))).toEqual([
      expect.objectContaining({ line: 201, code: 'invalid-record' }),
    ]);
  });

  it('moves an unreadable message to the dead-letter queue', async () => {
    const nameOf = (part: string, isDead: boolean) =>
      [...stack.queueUrls.keys()].find((name) => name.includes(part) && name.includes('deadletters') === isDead)!;
    const QueueUrl = stack.queueUrls.get(nameOf('ingest', false))!;
    await stack.clients.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'poison' }));
    const dead = stack.queueUrls.get(nameOf('ingest', true))!;
    let received: (string | undefined)[] = [];
    while (received.length === 0) {
      const { Messages = [] } = await stack.clients.sqs.send(
        new ReceiveMessageCommand({ QueueUrl: dead, WaitTimeSeconds: 20 }),
      );
      received = Messages.map((message) => message.Body);
    }
    expect(received).toEqual(['poison']);
  });

  it('persists everything between starts, and does not train again for the same data', async () => {
    await stack.close();
    stack = await startTestStack(home, SHORT_RUN);
    const second = await runDemo(stack, folder, quietProgress());
    expect(second.modelVersion).toBe(first.modelVersion);
    expect(await listRuns(stack)).toHaveLength(1);
    expect((await searchesOf(stack).findSimilar({ id: 'film-0009' })).data).toHaveLength(10);
  });

  it('takes an online step on a small upload of triplets, and the demo run starts a training run for it', async () => {
    const pairs = jsonLines<TripletRow>(join(folder, 'train.jsonl.gz')).slice(0, 900);
    writeJsonLines(
      join(folder, 'train.jsonl.gz'),
      pairs.map(({ anchor, positive }, i) => ({ anchor, positive, negative: pairs.at(i - 9)!.positive })),
    );
    // Whether the run goes live is for the gate to say. For the same data the second start trains nothing again.
    for (let start = 0; start < 2; start++)
      await runDemo(stack, folder, quietProgress()).catch((cause) => expect(cause).toBeInstanceOf(DemoError));
    expect(await apiOf(stack).getUpload({ key: 'triplets/train.jsonl.gz' })).toMatchObject({
      state: 'succeeded',
      step: { parent: expect.stringMatching(/^m-/), live: first.modelVersion },
    });
    const runs = await listRuns(stack);
    expect(runs).toHaveLength(2);
    expect(runs[0]).toMatchObject({ state: 'succeeded', data: 'all' });
  });
});

const onlineRetail = sharedDataSet('online_retail');

describe.skipIf(onlineRetail === undefined)('real baskets of a gift shop (../shared/data/online_retail)', () => {
  const folder = temporaryFolder();
  const home = temporaryFolder();
  let stack: LocalStack;
  let baskets: GroupRow[];
  let ids: string[];

  beforeAll(async () => {
    const catalog = jsonLines<Product>(join(onlineRetail!, 'catalog.jsonl.gz')).slice(0, 700);
    const known = new Set(catalog.map((product) => product.id));
    ids = [...known];
    baskets = jsonLines<GroupRow>(join(onlineRetail!, 'train.jsonl.gz'))
      .map((basket) => ({ ...basket, items: basket.items.filter((id) => known.has(id)) }))
      .filter((basket) => basket.items.length > 1);
    mkdirSync(folder, { recursive: true });
    writeJsonLines(join(folder, 'catalog.jsonl.gz'), catalog);
    writeJsonLines(join(folder, 'train.jsonl.gz'), baskets);
    cpSync(join(onlineRetail!, 'meta.json'), join(folder, 'meta.json'));
    stack = await startTestStack(home, SHORT_RUN);
    await runDemo(stack, folder, quietProgress());
  });

  afterAll(() => stack?.close());

  it('ranks products that share baskets at least five times as often as chance', async () => {
    const together = new Map<string, number>();
    for (const { items } of baskets)
      for (const a of items)
        for (const b of items) if (a !== b) together.set(`${a} ${b}`, (together.get(`${a} ${b}`) ?? 0) + 1);
    const shared = (a: string, b: string) => together.get(`${a} ${b}`) ?? 0;
    const queries = ids.filter((_, i) => i % 10 === 0);
    const searches = searchesOf(stack);
    let near = 0;
    let neighbours = 0;
    for (const query of queries) {
      const { data } = await searches.findSimilar({ id: query, limit: 5 });
      for (const { id } of data) {
        near += shared(query, id);
        neighbours += 1;
      }
    }
    const all = queries.flatMap((query) => ids.filter((id) => id !== query).map((id) => shared(query, id)));
    const chance = all.reduce((sum, count) => sum + count, 0) / all.length;
    expect(neighbours).toBe(queries.length * 5);
    expect(near / neighbours).toBeGreaterThan(5 * chance);
  });
});
