import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { memoryApi } from '../support/api/memory-api.ts';
import { identityModel, productOf } from '../support/core/factories.ts';
import { storeProducts } from '../support/worlds/memory-world.ts';

let api: Awaited<ReturnType<typeof memoryApi>>;
const list = (query: string) => api.request('GET', `/v1/products?${query}`);
const idsOf = (answer: Awaited<ReturnType<typeof list>>): string[] =>
  answer.json.data.map(({ product }: { product: { id: string } }) => product.id);

afterAll(() => vi.resetModules());

beforeEach(async () => {
  api = await memoryApi();
});

/** All pages of a list. */
async function readAll(query: string): Promise<{ ids: string[]; pages: number }> {
  const ids: string[] = [];
  let cursor: string | null = '';
  let pages = 0;
  for (; cursor !== null; pages++) {
    const page = await list(`${query}${cursor && `&cursor=${cursor}`}`);
    ids.push(...idsOf(page));
    cursor = page.json.nextCursor;
  }
  return { ids, pages };
}

describe('GET /v1/products', () => {
  it('lists every product once, in pages, without removed ones', async () => {
    const ids = Array.from({ length: 7 }, (_, i) => `p${i}`);
    await storeProducts(api.products, ...ids.map((id) => productOf(id)));
    await api.request('DELETE', '/v1/products/p3');
    const left = ids.filter((id) => id !== 'p3');
    expect(await readAll('limit=2')).toEqual({ ids: left, pages: 3 });
    expect(await readAll('limit=100')).toEqual({ ids: left, pages: 1 });
    const { json } = await list('limit=1');
    const { headers } = await api.request('GET', '/v1/products/p0');
    expect(json.data).toEqual([
      { product: productOf('p0'), updatedAt: '2026-01-01T00:00:00.000Z', etag: headers.etag },
    ]);
  });

  it('lists an empty catalog', async () => {
    expect((await list('')).json).toEqual({ data: [], nextCursor: null });
  });

  it('lists what meets all conditions, as a search does', async () => {
    const stock = (id: string, count: number, brand: string) => productOf(id, { brand, payload: { stock: count } });
    await storeProducts(
      api.products,
      stock('a', 0, 'Lux'),
      stock('b', 5, 'Lux'),
      stock('c', 7, 'Rex'),
      stock('d', 9, 'lux'),
    );
    expect(idsOf(await list('filter=payload.stock:%3E0&filter=brand:Lux'))).toEqual(['b']);
    expect(idsOf(await list('filter=brand:Lux&ignoreCase=true'))).toEqual(['a', 'b', 'd']);
    expect((await readAll('limit=1&filter=brand:!Rex')).ids).toEqual(['a', 'b', 'd']);
    expect(idsOf(await list('filter=brand:Nobody'))).toEqual([]);
    expect(idsOf(await list('filter=stock:7'))).toEqual(['c']);
    expect(idsOf(await list('filter=stock:8'))).toEqual([]);
    expect((await list('filter=stok:8')).json.detail).toContain('did you mean payload.stock?');
  });

  it('adds the embeddings with include=vector: a vector, the reason for none, or null before it is embedded', async () => {
    await storeProducts(api.products, productOf('early'));
    const modelVersion = await api.models.publish(identityModel);
    await api.request('PUT', '/v1/products/a', { body: { features: [3, 4] } });
    await api.request('PUT', '/v1/products/zero', { body: { features: [0, 0] } });
    const { json } = await list('include=vector');
    expect(json.data.map(({ embedding }: { embedding: unknown }) => embedding)).toEqual([
      null,
      { modelVersion, vector: [3, 4] },
      { modelVersion, embedded: false, detail: expect.any(String) },
    ]);
  });

  it.each([
    ['limit=0', 422],
    ['limit=101', 422],
    ['limit=x', 400],
    ['pageSize=3', 422],
    ['include=product', 422],
    ['filter=brand', 422],
    ['filter=attributes.color:red', 422],
    ['cursor=x', 400],
    ['id=', 422],
  ])('refuses %s', async (query, status) => {
    await storeProducts(api.products, productOf('a', { attributes: { colour: 'red' } }));
    expect((await list(query)).status).toBe(status);
  });

  it('refuses the cursor of another filter, and one that was changed', async () => {
    await storeProducts(api.products, ...['a', 'b', 'c'].map((id) => productOf(id, { brand: 'Lux' })));
    const { nextCursor } = (await list('limit=1&filter=brand:Lux')).json;
    expect(idsOf(await list(`limit=2&filter=brand:Lux&cursor=${nextCursor}`))).toEqual(['b', 'c']);
    for (const query of [`cursor=${nextCursor}`, `filter=brand:Lux&cursor=${nextCursor.slice(0, -2)}`])
      expect(await list(query)).toMatchObject({ status: 400, json: { code: 'invalid-cursor' } });
  });
});
