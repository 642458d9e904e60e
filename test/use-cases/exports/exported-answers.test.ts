import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Product } from '../../../lambdas/core/catalog/product.ts';
import { writeSnapshot } from '../../../lambdas/use-cases/snapshots/write-snapshot.ts';
import { memoryApi } from '../../support/api/memory-api.ts';
import { identityModel } from '../../support/core/factories.ts';
import { exportPortsOf, fileOf, newSteps, readParquet, runExportIn } from '../../support/worlds/export-runs.ts';
import { storeProducts } from '../../support/worlds/memory-world.ts';

afterAll(() => vi.resetModules());

const K = 7;
/** Three slices of at most 256 products. */
const COUNT = 540;
const REMOVED = [3, 4, 510];
const idOf = (i: number) => `p/${i} ü`;

/** Products around a circle. Each third has the direction of the one before it, so that scores tie. */
function productOf(i: number): Product {
  const angle = ((i % 3 === 2 ? i - 1 : i) * 2.399963) % 6.283;
  return {
    id: idOf(i),
    title: `product ${i}`,
    brand: i % 4 === 0 ? 'Ridge' : 'Summit',
    features: [Math.cos(angle) * (1 + (i % 5)), Math.sin(angle) * (1 + (i % 5))],
  };
}

interface Pair {
  readonly id: string;
  readonly rank: number;
  readonly neighbour: string;
  readonly score: number;
}

let api: Awaited<ReturnType<typeof memoryApi>>;

async function embed(from: number, to: number): Promise<void> {
  const some = Array.from({ length: to - from }, (_, i) => productOf(from + i));
  await storeProducts(api.products, ...some);
  for (let at = 0; at < some.length; at += 100) {
    const items = some.slice(at, at + 100).map(({ id }) => id);
    await api.request('POST', '/v1/embeddings', { body: { items, store: true } });
  }
}

async function start(body: object): Promise<string> {
  const answer = await api.request('POST', '/v1/exports', { body });
  expect(answer.status).toBe(202);
  return answer.json.id;
}

/** What `GET /v1/products/{id}/similar` answers, as rows of an export. */
async function similarTo(id: string, filter = ''): Promise<Pair[]> {
  const { json } = await api.request('GET', `/v1/similar?id=${encodeURIComponent(id)}&limit=${K}${filter}`);
  return json.data.map((one: { id: string; score: number; rank: number }) => ({
    id,
    rank: one.rank,
    neighbour: one.id,
    score: one.score,
  }));
}

async function exportedPairs(): Promise<Pair[]> {
  const keys = [...api.exports.files.keys()].filter((key) => key.endsWith('.parquet')).sort();
  const rows = await Promise.all(keys.map((key) => readParquet(api.exports.files.get(key)!)));
  return rows.flat() as unknown as Pair[];
}

const byId = (pairs: readonly Pair[]) => Map.groupBy(pairs, ({ id }) => id);

/** A shop with a snapshot, changes after it, removed products, and one that the model cannot embed. */
beforeEach(async () => {
  api = await memoryApi();
  const version = await api.models.publish(identityModel);
  await embed(0, 500);
  await writeSnapshot(api, version);
  api.clock.advance(60);
  await embed(500, COUNT);
  for (const i of REMOVED) await api.request('DELETE', `/v1/products?id=${encodeURIComponent(idOf(i))}`);
  const { id, ...moved } = productOf(1);
  const body = { ...moved, features: productOf(8).features };
  await api.request('PUT', `/v1/products?id=${encodeURIComponent(id)}`, { body });
  await storeProducts(api.products, { id: 'without features', title: 'only a title' });
});

describe('an export of neighbours', () => {
  it('has for every product what the search for similar products answers, and no removed product', async () => {
    const id = await start({ neighbours: { k: K } });
    const job = await runExportIn(api, id);
    expect(job).toMatchObject({
      state: 'succeeded',
      phase: 'done',
      dim: 2,
      products: COUNT - REMOVED.length + 1,
      withoutVector: 1,
      vectors: COUNT - REMOVED.length,
      notMatching: 0,
      rows: (COUNT - REMOVED.length) * K,
    });
    const exported = byId(await exportedPairs());
    expect(exported.size).toBe(COUNT - REMOVED.length);
    let ties = 0;
    for (const [i, [product, pairs]] of [...exported].entries()) {
      if (i % 4 === 0) expect(pairs).toEqual(await similarTo(product));
      ties += pairs.length - new Set(pairs.map(({ score }) => score)).size;
    }
    expect(ties).toBeGreaterThan(100);
    for (const i of REMOVED) expect(JSON.stringify([...exported])).not.toContain(JSON.stringify(idOf(i)));
  });

  it('has the products of one filter only, as a search with it', async () => {
    const id = await start({ neighbours: { k: K }, filter: { field: 'brand', eq: 'Ridge' } });
    const job = await runExportIn(api, id);
    expect(job).toMatchObject({ state: 'succeeded', withoutVector: 1, filter: { field: 'brand', eq: 'Ridge' } });
    expect(job.vectors! + job.notMatching!).toBe(COUNT - REMOVED.length);
    const exported = byId(await exportedPairs());
    expect(exported.size).toBe(job.vectors);
    for (const [product, pairs] of [...exported].slice(0, 40))
      expect(pairs).toEqual(await similarTo(product, '&filter=brand:Ridge'));
  });

  it('does not change with what is written between its slices, nor when it is interrupted', async () => {
    const before = await similarTo(idOf(9));
    const id = await start({ format: 'jsonl', neighbours: { k: K } });
    const steps = newSteps();
    const ports = exportPortsOf(api);
    let writes = 0;
    const failing = {
      ...ports,
      exports: Object.assign(Object.create(ports.exports), {
        write: async (...given: Parameters<typeof ports.exports.write>) => {
          writes += 1;
          if (writes === 2) throw new Error('the process ends here');
          return ports.exports.write(...given);
        },
      }),
    };
    await expect(runExportIn(api, id, { ports: failing, steps })).rejects.toThrow('the process ends here');
    expect((await api.jobs.get('export', id))!.state).toBe('failed');
    expect(steps.names).toEqual(['copy', 'count 1', 'search 1', 'fail']);
    await api.request('DELETE', `/v1/products?id=${encodeURIComponent(before[0]!.neighbour)}`);
    const job = await runExportIn(api, id, { steps });
    expect(job.files).toHaveLength(3);
    const lines = job.files!.flatMap(({ key }) => Buffer.from(fileOf(api, key)).toString().trimEnd().split('\n'));
    const rows = lines.map((line) => JSON.parse(line));
    expect(rows.map((row) => row.id).toSorted()).toHaveLength(COUNT - REMOVED.length);
    expect(new Set(rows.map((row) => row.id)).size).toBe(COUNT - REMOVED.length);
    expect(rows.find((row) => row.id === idOf(9)).neighbours).toEqual(
      before.map(({ neighbour, score }) => ({ id: neighbour, score })),
    );
  });
});

describe('an export of vectors', () => {
  it('has the vectors that a search gives, and its manifest says what they are', async () => {
    const id = await start({});
    const job = await runExportIn(api, id);
    const rows = (await readParquet(fileOf(api, '.parquet'))) as { id: string; vector: number[] }[];
    expect(rows).toHaveLength(COUNT - REMOVED.length);
    const vectors = new Map(rows.map((row) => [row.id, row.vector]));
    const asked = `/v1/similar?id=${encodeURIComponent(idOf(0))}&limit=100&include=vector`;
    const { json } = await api.request('GET', asked);
    expect(json.data).toHaveLength(100);
    for (const one of json.data) expect(vectors.get(one.id)).toEqual(one.vector);
    const manifest = JSON.parse(Buffer.from(fileOf(api, 'manifest.json')).toString());
    expect(manifest).toMatchObject({
      id,
      kind: 'vectors',
      format: 'parquet',
      modelVersion: json.modelVersion,
      dim: 2,
      createdAt: job.asOf,
      asOf: job.asOf,
      products: COUNT - REMOVED.length + 1,
      withoutVector: 1,
      rows: COUNT - REMOVED.length,
      files: job.files,
    });
    expect(job.bytes).toBe(fileOf(api, '.parquet').length);
  });

  it.each([
    ['npy', ['vectors.npy', 'vectors.ids.json']],
    ['safetensors', ['vectors.safetensors']],
    ['jsonl', ['vectors.jsonl.gz']],
    ['tsv', ['vectors.tsv', 'vectors.metadata.tsv']],
  ])('as %s has the files of this format, with a row for each product', async (format, names) => {
    const id = await start({ format });
    const { files, rows } = await runExportIn(api, id);
    expect(files!.map(({ key }) => key)).toEqual(names.map((name) => `exports/${id}/${name}`));
    expect(rows).toBe(COUNT - REMOVED.length);
    if (format !== 'tsv') return;
    const lines = Buffer.from(fileOf(api, 'metadata.tsv')).toString().trimEnd().split('\n');
    expect(lines).toHaveLength(COUNT - REMOVED.length + 1);
    expect(lines).toContain(`${idOf(0)}\tproduct 0\tRidge\t`);
  });
});
