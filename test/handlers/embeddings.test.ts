import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { memoryApi } from '../support/api/memory-api.ts';
import { identityModel, productOf, storedVectorOf, testStart } from '../support/core/factories.ts';
import { storeProducts } from '../support/worlds/memory-world.ts';

afterAll(() => vi.resetModules());

let api: Awaited<ReturnType<typeof memoryApi>>;
const embed = (body: unknown) => api.request('POST', '/v1/embeddings', { body });

beforeEach(async () => {
  api = await memoryApi();
});

describe('POST /v1/embeddings', () => {
  it('answers with a vector or a problem for each item', async () => {
    const modelVersion = await api.models.publish(identityModel);
    await storeProducts(api.products, productOf('a', { features: [3, 4] }));
    const { status, json } = await embed({
      items: ['a', 'nobody', [1, 2], { id: 'new', features: [5, 6] }],
      store: true,
    });
    expect(status).toBe(200);
    expect(json).toEqual({
      data: [
        { index: 0, id: 'a', vector: [3, 4], stored: true },
        {
          index: 1,
          id: 'nobody',
          problem: {
            type: '/v1/problems/product-not-found',
            title: 'There is no such product',
            status: 404,
            detail: 'there is no product nobody',
            code: 'product-not-found',
          },
        },
        { index: 2, vector: [1, 2], stored: false },
        { index: 3, id: 'new', vector: [5, 6], stored: false },
      ],
      modelVersion,
    });
    expect(await api.vectors.get('a', modelVersion)).toBeDefined();
  });

  it.each([
    ['an empty batch', { items: [] }, '/items'],
    ['101 items', { items: Array(101).fill('a') }, '/items'],
    ['a wrong dimension', { items: [[1, 2], [1]] }, '/items/1'],
    ['null for a number', { items: [[1, null]] }, '/items/0/1'],
    ['a number beyond all numbers', '{"items": [[1, 1e999]]}', '/items/0/1'],
    ['a product without features', { items: [{ id: 'x', title: 'x' }] }, '/items/0'],
  ])('refuses %s, and names the place', async (_what, body, pointer) => {
    await api.models.publish(identityModel);
    const { status, json } = await embed(body);
    expect({ status, pointer: json.errors[0].pointer }).toEqual({ status: 422, pointer });
  });

  it('gives each item of which nothing can be read a problem of its own, stores no vector of it, and removes an old one', async () => {
    const modelVersion = await api.models.publish(identityModel);
    await storeProducts(api.products, productOf('zero', { features: [0, 0] }));
    await api.vectors.putMany([storedVectorOf('zero', modelVersion, [1, 0])], { updatedAt: testStart });
    const items = ['zero', [0, 0], { id: 'new', features: [0, 0] }, [1, 2]];
    const { status, json } = await embed({ items, store: true });
    expect(status).toBe(200);
    expect(json.data.map((one: { problem?: { code: string } }) => one.problem?.code)).toEqual([
      ...Array(3).fill('product-not-embeddable'),
      undefined,
    ]);
    expect(await api.vectors.get('zero', modelVersion)).toBeUndefined();
  });

  it('leaves the vector of a stored product if the same id is sent by value', async () => {
    const modelVersion = await api.models.publish(identityModel);
    await storeProducts(api.products, productOf('a', { features: [3, 4] }));
    const items = ['a', { id: 'a', features: [0, 0] }];
    expect((await embed({ items, store: true })).json.data[1].problem.code).toBe('product-not-embeddable');
    expect(await api.vectors.get('a', modelVersion)).toMatchObject({ vector: Float32Array.of(3, 4) });
  });

  it('embeds with a version by its name, and refuses other names', async () => {
    const old = await api.models.publish(identityModel);
    expect((await embed({ items: [[1, 2]], version: old })).json.modelVersion).toBe(old);
    expect(await embed({ items: [[1, 2]], version: 'm-0' })).toMatchObject({
      status: 404,
      json: { code: 'model-not-found' },
    });
    const wrong = await embed({ items: [[1, 2]], version: 'newest' });
    expect(wrong).toMatchObject({ status: 422, json: { errors: [{ pointer: '/version' }] } });
  });

  it('answers model-not-ready if there is no model', async () => {
    expect(await embed({ items: [[1, 2]] })).toMatchObject({ status: 503, json: { code: 'model-not-ready' } });
  });

  it('refuses unknown fields of products and queries with their places, or ignores and names them', async () => {
    await api.models.publish(identityModel);
    const items = ['a', { id: 'b', name: 'Shoe', features: [1, 2] }, { query: 'shoe', limit: 3 }, [1, 2]];
    const refused = await embed({ items });
    expect({ status: refused.status, errors: refused.json.errors }).toMatchObject({
      status: 422,
      errors: [
        { pointer: '/items/1/name', code: 'unknown-field', detail: expect.stringContaining('did you mean title?') },
        { pointer: '/items/2/limit', code: 'unknown-field' },
      ],
    });
    const body = { items: [items[1], { id: 'c', name: 'Boot', features: [1, 2] }] };
    const ignored = await api.request('POST', '/v1/embeddings?unknown=ignore', { body });
    expect(ignored).toMatchObject({ status: 200, json: { ignoredFields: ['name'], data: [{ id: 'b' }, { id: 'c' }] } });
    expect((await embed({ items: [[1, 2]] })).json).not.toHaveProperty('ignoredFields');
  });
});
