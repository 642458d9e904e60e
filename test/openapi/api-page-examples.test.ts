import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Product } from '../../lambdas/core/catalog/product.ts';
import { defaultFeatureConfig } from '../../lambdas/core/features/feature-config.ts';
import { fitFeatureSpace } from '../../lambdas/core/features/feature-space.ts';
import { initializeBagModel } from '../../lambdas/core/model/initial-model.ts';
import { routes } from '../../lambdas/http/routes.ts';
import { saveModelCard } from '../../lambdas/use-cases/models/save-model.ts';
import { ABORTED_UPLOAD, EXAMPLE_PARTS, EXAMPLE_UPLOAD } from '../../lib/openapi/operations/uploads.ts';
import { memoryApi } from '../support/api/memory-api.ts';
import { projectRoot } from '../support/architecture/source-files.ts';
import { testStart } from '../support/core/factories.ts';
import { type CurlCommand, listCurlCommands } from '../support/docs/curl-commands.ts';
import { exampleCard } from '../support/worlds/example-card.ts';
import { beginUploads, exampleMap } from '../support/worlds/example-shop.ts';
import { storeProducts } from '../support/worlds/memory-world.ts';

afterAll(() => vi.resetModules());

const page = readFileSync(join(projectRoot, 'docs/api.md'), 'utf8');
const commands = listCurlCommands(page);

/** What the examples name besides what they write themselves. */
const products: readonly Product[] = [
  { id: 'boot-3', title: 'Winter boot', brand: 'Ridge', category: ['Shoes', 'Winter'], price: 140 },
  { id: 'shoe-7', title: 'Trail shoe, red', brand: 'Summit', category: ['Shoes', 'Trail'], price: 110 },
  { id: 'shoe/1', title: 'Road shoe', brand: 'Ridge', category: ['Shoes', 'Road'], price: 90 },
  ...['film-0001', 'film-2195', 'film-2018'].map((id, i) => ({
    id,
    title: `A film about ${['a', 'the', 'no'][i]} shoe`,
  })),
];
const uploads = ['catalog/2026/spring.jsonl.gz', 'catalog/spring 100%.csv'];

/** A model of texts and of search texts, as the examples have it. */
function textModel(seed: number) {
  const config = { ...defaultFeatureConfig, unknownBuckets: 8 };
  const space = fitFeatureSpace(
    products,
    products.map(({ id }) => id),
    config,
  );
  return initializeBagModel(space, { dim: 8, seed, normalize: true, queryTower: true });
}

/** The page shortens the bodies that list all parts of an upload, or that name an unfinished one. */
const fullBodies: Readonly<Record<string, object>> = {
  '/v1/uploads:complete': { ...EXAMPLE_UPLOAD, parts: EXAMPLE_PARTS },
  '/v1/uploads:abort': ABORTED_UPLOAD,
};

/** The page shortens the names of versions, and leaves the names of a run and of an export open. */
function fillIn(target: string, live: string): string {
  const named = target.replace('m-3f2a…', live).replace('/exports/ID', '/exports/export-winter');
  return named.replace('/ID', '/run-winter');
}

describe('the curl commands of docs/api.md', () => {
  let api: Awaited<ReturnType<typeof memoryApi>>;
  let live: string;
  /** The page shortens the ETag of the answer before. */
  let etag = '';

  beforeAll(async () => {
    api = await memoryApi();
    await storeProducts(api.products, ...products);
    await api.models.publish(textModel(1), ['previous'], '2025-12-30T00:00:00.000Z');
    live = await api.models.publish(textModel(2), ['head', 'live'], '2025-12-31T00:00:00.000Z');
    await api.request('POST', '/v1/embeddings', { body: { items: products.map(({ id }) => id), store: true } });
    const job = { state: 'running', startedAt: testStart, updatedAt: testStart } as const;
    await api.jobs.create({ ...job, kind: 'training-run', id: 'run-winter', detail: {} });
    const detail = { format: 'parquet', modelVersion: live };
    await api.jobs.create({ ...job, kind: 'export', id: 'export-winter', detail });
    await beginUploads(api.signedUploads);
    await api.maps.save(exampleMap(live));
    await saveModelCard(api.reports, exampleCard(live));
    for (const id of uploads) await api.jobs.create({ ...job, kind: 'upload', id, detail: { key: id } });
  });

  const removalsLast = (a: CurlCommand, b: CurlCommand) =>
    Number(a.method === 'DELETE') - Number(b.method === 'DELETE');

  it('are one for each operation at least', () => {
    expect(commands.length).toBeGreaterThanOrEqual(routes.length);
  });

  it.each(commands.toSorted(removalsLast))('have the status that the page shows: $method $target', async (command) => {
    const { method, target, status, headers: shown, ...body } = command;
    const headers = Object.fromEntries(
      Object.entries(shown).map(([name, value]) => [name, value.replace(/.*…"/, etag)]),
    );
    const full = fullBodies[target];
    const answer = await api.request(method, fillIn(target, live), { headers, ...body, ...(full && { body: full }) });
    etag = answer.headers.etag ?? '';
    // Without a status the page only promises a success.
    expect(status ?? (answer.status < 300 ? answer.status : 200), JSON.stringify(answer.json)).toBe(answer.status);
  });
});
