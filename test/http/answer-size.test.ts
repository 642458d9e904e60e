import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { MAX_ANSWER_BYTES } from '../../lambdas/http/http-response.ts';
import { memoryApi } from '../support/api/memory-api.ts';
import { identityModel, storedProductOf } from '../support/core/factories.ts';

afterAll(() => vi.resetModules());

let api: Awaited<ReturnType<typeof memoryApi>>;

/** 101 products of 66,000 bytes each, and a small one. */
beforeAll(async () => {
  api = await memoryApi();
  await api.models.publish(identityModel);
  const products = Array.from({ length: 101 }, (_, i) => ({ id: `p${i}`, features: [1, i / 100] }));
  const operations = [...products, { id: 'small', features: [-1, 0] }].map((product) => ({ op: 'put', product }));
  await api.request('POST', '/v1/products:batch', { body: { operations } });
  const more = { title: '漢'.repeat(2000), description: '字'.repeat(20_000) };
  for (const one of products) await api.products.put(storedProductOf({ ...one, ...more }, '2026-01-02T00:00:00.000Z'));
});

describe('an answer of more than 6 MB, which no function can give', () => {
  it('is a problem that says what to ask for instead', async () => {
    const path = '/v1/similar?id=p0&include=product&limit=';
    expect(await api.request('GET', `${path}100`)).toMatchObject({
      status: 422,
      headers: { 'content-type': 'application/problem+json', 'cache-control': 'no-store' },
      json: { code: 'answer-too-large', cure: expect.stringContaining('smaller limit') },
    });
    expect((await api.request('GET', `${path}50`)).json.data).toHaveLength(50);
  });

  it('costs a batch only the answers that do not fit', async () => {
    const large = { positive: ['p0'], limit: 60, include: 'product' };
    const small = { positive: ['small'], limit: 1 };
    const { status, json, bytes } = await api.request('POST', '/v1/similar:batch', {
      body: { queries: [large, large, small, large, { positive: [] }] },
    });
    expect(status).toBe(200);
    expect(bytes.length).toBeLessThan(MAX_ANSWER_BYTES);
    const codes = json.data.map((entry: { problem?: { code: string } }) => entry.problem?.code);
    expect(codes).toEqual([undefined, 'answer-too-large', undefined, 'answer-too-large', 'invalid-request']);
    expect(json.data.map(({ index }: { index: number }) => index)).toEqual([0, 1, 2, 3, 4]);
  });

  it('never comes from a list of products, whose pages end before', async () => {
    const seen: string[] = [];
    let cursor = '';
    do {
      const { json, bytes } = await api.request('GET', `/v1/products?limit=100&include=vector${cursor}`);
      expect(bytes.length).toBeLessThan(2_100_000);
      seen.push(...json.data.map((entry: { product: { id: string } }) => entry.product.id));
      cursor = json.nextCursor && `&cursor=${json.nextCursor}`;
    } while (cursor !== null);
    expect(new Set(seen).size).toBe(102);
    expect(seen).toHaveLength(102);
  });
});
