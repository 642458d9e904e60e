import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Because } from '../../lambdas/core/explain/because.ts';
import { defaultFeatureConfig } from '../../lambdas/core/features/feature-config.ts';
import { fitFeatureSpace } from '../../lambdas/core/features/feature-space.ts';
import { initializeBagModel, initializeLinearModel } from '../../lambdas/core/model/initial-model.ts';
import { memoryApi } from '../support/api/memory-api.ts';
import { identityModel, storedProductOf } from '../support/core/factories.ts';
import { colouredThings } from '../support/core/training-factories.ts';

let api: Awaited<ReturnType<typeof memoryApi>>;

interface Row {
  readonly id: string;
  readonly score: number;
  readonly because: Because;
}

afterAll(() => vi.resetModules());

beforeEach(async () => {
  api = await memoryApi();
});

async function putAll(products: readonly { readonly id: string }[]): Promise<void> {
  for (const { id, ...body } of products) await api.request('PUT', `/v1/products/${id}`, { body });
}

const get = async (path: string): Promise<Row[]> => (await api.request('GET', path)).json.data;

function sumOf({ because }: Row): number {
  if ('notExplained' in because) throw new Error(because.notExplained);
  return because.contributions.reduce((sum, one) => sum + one.contribution, because.rest.contribution);
}

describe('include=because', () => {
  it('explains each score of GET /v1/products/{id}/similar', async () => {
    const products = colouredThings();
    const space = fitFeatureSpace(products, [], defaultFeatureConfig);
    await api.models.publish(initializeBagModel(space, { dim: 16, seed: 1, normalize: true }));
    await putAll(products.slice(0, 12));
    const rows = await get('/v1/products/cup-red/similar?include=because&limit=5');
    expect(rows).toHaveLength(5);
    for (const row of rows) expect(sumOf(row)).toBeCloseTo(row.score, 9);
    expect(JSON.stringify(rows)).toContain('{"field":"title","value":"cup"}');
    const both = await get('/v1/products/cup-red/similar?include=product,because&include=because&limit=1');
    expect(both).toEqual([{ ...rows[0], product: products.find(({ id }) => id === rows[0]!.id) }]);
    expect(await get('/v1/products/cup-red/similar?limit=5')).toEqual(rows.map(({ because: _, ...row }) => row));
  });

  it('explains each score of POST /v1/similar:query, also of several examples, texts and vectors', async () => {
    const products = colouredThings();
    const space = fitFeatureSpace(products, [], defaultFeatureConfig);
    await api.models.publish(initializeBagModel(space, { dim: 16, seed: 1, normalize: true }));
    await putAll(products.slice(0, 12));
    const vector = Array.from({ length: 16 }, (_, d) => d - 7);
    for (const strategy of ['average', 'best']) {
      const body = {
        positive: ['cup-red', { query: 'blue lamp', weight: 0.5 }, { id: 'new', title: 'white lamp' }, { vector }],
        ...{ negative: ['cup-green'], strategy, include: ['because', 'product'] },
      };
      const { json } = await api.request('POST', '/v1/similar:query', { body });
      expect(json.data).toHaveLength(10);
      for (const row of json.data) expect(sumOf(row)).toBeCloseTo(row.score, 9);
    }
  });

  it.each(['average', 'best'])('explains scores by the examples that the search has read: %s', async (strategy) => {
    const products = colouredThings();
    const space = fitFeatureSpace(products, [], defaultFeatureConfig);
    await api.models.publish(initializeBagModel(space, { dim: 16, seed: 1, normalize: true }));
    await putAll(products.slice(0, 12));
    // Stored, but not embedded yet.
    await api.products.put(storedProductOf({ id: 'pending', title: 'blue lamp' }, '2026-01-02T00:00:00.000Z'));
    const vector = Array.from({ length: 16 }, (_, d) => d - 7);
    const positive = ['missing', 'pending', { vector }, 'cup-red'];
    const body = { positive, negative: ['pending', 'cup-green'], strategy, include: 'because', fallback: 'category' };
    const { json } = await api.request('POST', '/v1/similar:query', { body });
    expect(json.unreadExamples.map(({ pointer, code }: Record<string, string>) => [pointer, code])).toEqual([
      ['/positive/0', 'product-not-found'],
      ['/positive/1', 'embedding-pending'],
      ['/negative/0', 'embedding-pending'],
    ]);
    for (const row of json.data) expect(sumOf(row)).toBeCloseTo(row.score, 9);
  });

  it('says why a score is not explained, and answers all the same', async () => {
    await api.models.publish(initializeLinearModel({ inputDim: 2, dim: 2, seed: 1, hidden: 3 }));
    await putAll([{ id: 'a', features: [1, 0] } as { id: string }, { id: 'b', features: [1, 1] } as { id: string }]);
    expect(await get('/v1/products/a/similar?include=because')).toMatchObject([
      { id: 'b', because: { notExplained: expect.stringContaining('hidden layer of 3 units') } },
    ]);
  });

  it('says so of a product that changed after its vector was computed', async () => {
    await api.models.publish(identityModel);
    await putAll([{ id: 'a', features: [1, 0] } as { id: string }, { id: 'b', features: [3, 4] } as { id: string }]);
    await api.products.put(storedProductOf({ id: 'b', features: [0, 1] }, '2026-01-02T00:00:00.000Z'));
    expect(await get('/v1/products/a/similar?include=because')).toMatchObject([
      { id: 'b', score: 0.6, because: { notExplained: expect.stringContaining('a product changed') } },
    ]);
  });
});
