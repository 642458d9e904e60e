import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { environmentDefaults } from '../../lambdas/shared/environment-defaults.ts';
import { operations } from '../../lib/openapi/operations/all-operations.ts';
import { memoryApi } from '../support/api/memory-api.ts';
import { fillExampleShop } from '../support/worlds/example-shop.ts';

afterAll(() => vi.resetModules());

let api: Awaited<ReturnType<typeof memoryApi>>;

beforeEach(async () => {
  api = await memoryApi();
  await fillExampleShop(api);
});

const get = (target: string, etag?: string) =>
  api.request('GET', target, etag === undefined ? {} : { headers: { 'if-none-match': etag } });

describe('a search by GET', () => {
  const target = '/v1/similar?id=shoe-1&include=product';

  it('may be kept by its caller for the seconds of the deployment', async () => {
    const { headers } = await get(target);
    expect(headers['cache-control']).toBe(`private, max-age=${environmentDefaults.SIMILAR_MAX_AGE_SECONDS}`);
    expect(headers.vary).toBe('origin');
  });

  it('is 304 while its answer says the same, whenever it was made', async () => {
    const { headers, json } = await get(target);
    api.clock.advance(60);
    const again = await get(target);
    expect(again.json.asOf).not.toBe(json.asOf);
    expect(again.headers.etag).toBe(headers.etag);
    expect(await get(target, `"other", ${headers.etag}`)).toMatchObject({
      status: 304,
      json: undefined,
      headers: { etag: headers.etag, 'cache-control': headers['cache-control'] },
    });
  });

  it.each([
    ['a neighbour is changed', () => api.request('PATCH', '/v1/products/shoe-7', { body: { price: 1 } })],
    ['a neighbour is removed', () => api.request('DELETE', '/v1/products/shoe-7')],
    ['the product is changed', () => api.request('PATCH', '/v1/products/shoe-1', { body: { features: [1, 0.1] } })],
    ['a product is added', () => api.request('PUT', '/v1/products/new', { body: { features: [1, 1] } })],
  ])('has another tag after %s', async (_what, change) => {
    const { headers } = await get(target);
    api.clock.advance(1);
    await change();
    const after = await get(target, headers.etag);
    expect(after.status).toBe(200);
    expect(after.headers.etag).not.toBe(headers.etag);
  });

  it('is a problem that nobody may keep once its product is removed', async () => {
    const { headers } = await get(target);
    api.clock.advance(1);
    await api.request('DELETE', '/v1/products/shoe-1');
    const after = await get(target, headers.etag);
    expect([after.status, after.headers['cache-control']]).toEqual([404, 'no-store']);
    expect(after.headers).not.toHaveProperty('etag');
  });

  it('has another tag for other parameters whose answer differs', async () => {
    const tags = await Promise.all(
      ['', '&limit=1', '&facets=brand', '&mmrLambda=0.1&limit=1&include=vector'].map(
        async (more) => (await get(`/v1/similar?id=shoe-1${more}`)).headers.etag,
      ),
    );
    expect(new Set(tags).size).toBe(tags.length);
  });
});

describe('every operation', () => {
  it('that is a GET answers 304 to its own tag, except for those that are never kept', async () => {
    const notKept: string[] = [];
    for (const { id, method, template, examples } of operations.filter((one) => one.method === 'GET')) {
      const { path = {}, query = {}, headers } = examples[0]!;
      const filled = template.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(path[name]!));
      const pairs = Object.entries(query).flatMap(([name, value]) => [value].flat().map((one) => [name, one]));
      const target = `${filled}?${new URLSearchParams(pairs as [string, string][])}`;
      const first = await api.request(method, target, headers ? { headers } : {});
      const { etag, 'cache-control': control } = first.headers;
      if (control === 'no-store') {
        notKept.push(id);
        continue;
      }
      expect(etag, id).toBeDefined();
      const again = await api.request(method, target, { headers: { ...headers, 'if-none-match': etag! } });
      expect([again.status, again.json, again.headers['cache-control']], id).toEqual([304, undefined, control]);
    }
    expect(notKept).toEqual(['getHealth']);
  });

  it('that is no GET is never kept', async () => {
    const answers = await Promise.all([
      api.request('POST', '/v1/similar:query', { body: { positive: ['shoe-1'] } }),
      api.request('POST', '/v1/similar:batch', { body: { queries: [{ positive: ['shoe-1'] }] } }),
      api.request('PUT', '/v1/products/new', { body: { features: [1, 0] } }),
      api.request('DELETE', '/v1/products/sock-2'),
      api.request('GET', '/v1/products/nobody'),
      api.request('GET', '/v1/no-such-route'),
      api.request('HEAD', '/v1/health'),
    ]);
    expect(answers.map(({ headers }) => headers['cache-control'])).toEqual(answers.map(() => 'no-store'));
  });
});

describe('a product', () => {
  it('keeps its ETag for If-Match with its embedding, but may not be kept then: the embedding changes without it', async () => {
    const { headers } = await get('/v1/products/shoe-1');
    const withVector = await get('/v1/products/shoe-1?include=vector', headers.etag);
    expect(withVector).toMatchObject({ status: 200, headers: { etag: headers.etag, 'cache-control': 'no-store' } });
    expect((await get('/v1/products?id=shoe-1', headers.etag)).status).toBe(304);
    await api.request('PATCH', '/v1/products/shoe-1', { body: { price: 1 } });
    expect((await get('/v1/products/shoe-1', headers.etag)).status).toBe(200);
  });
});
