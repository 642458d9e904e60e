import { beforeEach, describe, expect, it, vi } from 'vitest';
import { identityModel, productOf } from '../support/factories.ts';
import { memoryApi } from '../support/memory-api.ts';
import { storeProducts } from '../support/memory-world.ts';

let api: Awaited<ReturnType<typeof memoryApi>>;
const put = (id: string, features: number[]) => api.request('PUT', `/v1/products/${id}`, { body: { features } });

beforeEach(async () => {
  api = await memoryApi();
});

describe('GET /v1/products/{id}/similar', () => {
  it('answers with what is most similar, the version and the time', async () => {
    const modelVersion = await api.models.publish(identityModel);
    await put('a', [1, 0]);
    await put('b', [2, 0]);
    await put('c', [0, 1]);
    expect(await api.request('GET', '/v1/products/a/similar')).toMatchObject({
      status: 200,
      json: {
        data: [
          { id: 'b', score: 1, rank: 1 },
          { id: 'c', score: 0, rank: 2 },
        ],
        modelVersion,
        asOf: '2026-01-01T00:00:00.000Z',
      },
    });
    const narrowed = await api.request(
      'GET',
      '/v1/products/a/similar?limit=1&minScore=-1&excludeIds=b,x&include=product',
    );
    expect(narrowed.json.data).toEqual([{ id: 'c', score: 0, rank: 1, product: { id: 'c', features: [0, 1] } }]);
  });

  it.each([
    ['limit=0', 422, 'invalid-request'],
    ['limit=101', 422, 'invalid-request'],
    ['limit=ten', 400, 'malformed-parameter'],
    ['minScore=2', 422, 'invalid-request'],
    ['minScore=high', 400, 'malformed-parameter'],
    ['include=everything', 422, 'invalid-request'],
    [`excludeIds=${Array(1001).fill('x').join(',')}`, 422, 'invalid-request'],
  ])('refuses %s', async (query, status, code) => {
    await api.models.publish(identityModel);
    await put('a', [1, 0]);
    expect(await api.request('GET', `/v1/products/a/similar?${query}`)).toMatchObject({ status, json: { code } });
  });

  it('tells unknown products from those without a vector, and says when no model is live', async () => {
    expect(await api.request('GET', '/v1/products/a/similar')).toMatchObject({
      status: 503,
      headers: { 'retry-after': '30' },
      json: { code: 'model-not-ready', cure: expect.stringContaining('catalog/') },
    });
    await api.models.publish(identityModel);
    await storeProducts(api.products, productOf('pending'));
    expect(await api.request('GET', '/v1/products/a/similar')).toMatchObject({
      status: 404,
      json: { code: 'product-not-found' },
    });
    expect(await api.request('GET', '/v1/products/pending/similar')).toMatchObject({
      status: 409,
      headers: { 'retry-after': '2' },
      json: { code: 'embedding-pending', retryAfterSeconds: 2 },
    });
  });

  it('is 503 while a store does not answer, without a word of where it is', async () => {
    vi.spyOn(api.logger, 'warn').mockReturnValue();
    api.models.pointers.read = async () => {
      throw new api.StoreError('unavailable', 'table secret-name does not answer');
    };
    const { status, json } = await api.request('GET', '/v1/products/a/similar');
    expect(status).toBe(503);
    expect(JSON.stringify(json)).not.toContain('secret-name');
  });
});
