import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { memoryApi } from '../support/api/memory-api.ts';
import { identityModel } from '../support/core/factories.ts';

afterAll(() => vi.resetModules());

let api: Awaited<ReturnType<typeof memoryApi>>;
const path = '/v1/products?id=shoe%2F1';
const features = [3, 4];

beforeEach(async () => {
  api = await memoryApi();
});

describe('PUT /v1/products/{id}', () => {
  it('stores a new product, and answers a null embedding if no version is live', async () => {
    const { status, json, headers } = await api.request('PUT', path, { body: { title: 'Shoe' } });
    expect(status).toBe(201);
    const updatedAt = '2026-01-01T00:00:00.000Z';
    expect(json).toEqual({ product: { id: 'shoe/1', title: 'Shoe' }, updatedAt, embedding: null });
    expect(headers.etag).toMatch(/^"[0-9a-f]{32}"$/);
    expect(await api.products.get('shoe/1')).toMatchObject({ product: { id: 'shoe/1', title: 'Shoe' } });
  });

  it('replaces a product and embeds it with the live model', async () => {
    const version = await api.models.publish(identityModel);
    await api.request('PUT', path, { body: { id: 'shoe/1', features: [1, 1] } });
    const { status, json } = await api.request('PUT', path, { body: { features } });
    expect(status).toBe(200);
    expect(json.embedding).toEqual({ modelVersion: version, embedded: true });
    expect(await api.vectors.get('shoe/1', version)).toMatchObject({ vector: Float32Array.of(3, 4) });
  });

  it('requests a compaction after some writes, and succeeds if that request fails', async () => {
    const warn = vi.spyOn(api.logger, 'warn').mockImplementation(() => {});
    const put = (i: number) => api.request('PUT', `/v1/products/p${i}`, { body: {} });
    let writes = 0;
    while (api.compaction.draws.length === 0 && writes < 20_000) await put(writes++);
    expect(api.compaction.draws).toHaveLength(1);
    vi.spyOn(api.compaction, 'start').mockRejectedValue(new api.StoreError('unavailable', 'no answer'));
    for (; warn.mock.calls.length === 0 && writes < 40_000; writes++) expect((await put(writes)).status).toBe(201);
    expect(warn).toHaveBeenCalledWith('no compaction requested', expect.anything());
  });

  it('stores a product that the live model cannot embed', async () => {
    const version = await api.models.publish(identityModel);
    const { status, json } = await api.request('PUT', path, { body: { title: 'no features' } });
    expect(status).toBe(201);
    expect(json.embedding).toEqual({
      modelVersion: version,
      embedded: false,
      detail: expect.stringContaining('no features'),
    });
    expect(await api.vectors.get('shoe/1', version)).toBeUndefined();
  });

  it('embeds no product of which nothing can be read, gives the reason, and removes its old vector', async () => {
    const version = await api.models.publish({ ...identityModel, normalize: true });
    await api.request('PUT', path, { body: { features } });
    const { json } = await api.request('PUT', path, { body: { features: [0, 0] } });
    const embedding = { modelVersion: version, embedded: false, detail: expect.stringContaining('can read nothing') };
    expect(json.embedding).toEqual(embedding);
    expect((await api.request('GET', `${path}&include=vector`)).json.embedding).toEqual(embedding);
    expect(await api.vectors.get('shoe/1', version)).toBeUndefined();
    await api.request('PUT', path, { body: { features } });
    expect((await api.request('GET', `${path}&include=vector`)).json.embedding).toMatchObject({
      vector: [0.6, 0.8].map(Math.fround),
    });
  });

  it.each([
    ['another id', path, { id: 'other' }, '/id'],
    ['a wrong type', path, { price: '12' }, '/price'],
    ['an id of 257 characters', `/v1/products/${'a'.repeat(257)}`, {}, '/id'],
  ])('refuses %s', async (_what, target, body, pointer) => {
    const { status, json } = await api.request('PUT', target, { body });
    expect({ status, code: json.code, pointer: json.errors[0].pointer }).toEqual({
      status: 422,
      code: 'invalid-request',
      pointer,
    });
  });
});

describe('PUT with unknown fields', () => {
  const body = { name: 'Shoe', image: 'https://a.example/shoe.jpg', tags: ['run'], tittle: 'Shoe' };

  it('is refused, with the place of each and the nearest known field', async () => {
    const { status, json } = await api.request('PUT', path, { body });
    expect({ status, code: json.code }).toEqual({ status: 422, code: 'invalid-request' });
    expect(json.errors.map((error: { pointer: string }) => error.pointer)).toEqual([
      '/name',
      '/image',
      '/tags',
      '/tittle',
    ]);
    expect(json.errors[3]).toMatchObject({
      code: 'unknown-field',
      detail: expect.stringContaining('did you mean title?'),
    });
    const details = json.errors.map((error: { detail: string }) => error.detail);
    expect(details[0]).toContain('did you mean title?');
    expect(details[1]).toContain('payload.image');
    expect(details[2]).toContain('attributes');
    expect(await api.products.get('shoe/1')).toBeUndefined();
  });

  it('is taken with unknown=ignore, and says what was ignored', async () => {
    const { status, json } = await api.request('PUT', `${path}&unknown=ignore`, { body: { ...body, title: 'Shoe' } });
    expect(status).toBe(201);
    expect(json.product).toEqual({ id: 'shoe/1', title: 'Shoe' });
    expect(json.ignoredFields).toEqual(['name', 'image', 'tags', 'tittle']);
    const known = await api.request('PUT', `${path}&unknown=ignore`, { body: { title: 'Shoe' } });
    expect(known.json).not.toHaveProperty('ignoredFields');
  });

  it('refuses another value of unknown', async () => {
    expect(await api.request('PUT', `${path}&unknown=maybe`, { body: {} })).toMatchObject({
      status: 422,
      json: { errors: [{ parameter: 'unknown' }] },
    });
  });
});

describe('PATCH /v1/products/{id}', () => {
  const type = { 'content-type': 'application/merge-patch+json' };
  const shoe = {
    title: 'Shoe',
    features,
    attributes: { colour: 'red' },
    payload: { stock: 3, url: 'https://a.example' },
  };
  const patch = (body: object, headers: object = {}) =>
    api.request('PATCH', path, { body, headers: { ...type, ...headers } });

  it('changes, adds and removes fields, and keeps the others', async () => {
    await api.request('PUT', path, { body: shoe });
    const change = { price: 9, title: null, attributes: { size: 'M' }, payload: { stock: 2, url: null } };
    const { status, json, headers } = await patch(change);
    expect(status).toBe(200);
    expect(json.product).toEqual({
      ...{ id: 'shoe/1', features, price: 9 },
      ...{ attributes: { colour: 'red', size: 'M' }, payload: { stock: 2 } },
    });
    const read = await api.request('GET', path);
    expect(read.json.product).toEqual(json.product);
    expect(read.headers.etag).toBe(headers.etag);
  });

  it('keeps the vector if the change does not concern the model, and gives it the new fields', async () => {
    const version = await api.models.publish(identityModel);
    await api.request('PUT', path, { body: shoe });
    const before = await api.vectors.get('shoe/1', version);
    const { json } = await patch({ payload: { stock: 0 } });
    expect(json.embedding).toEqual({ modelVersion: version, embedded: true, kept: true });
    const after = await api.vectors.get('shoe/1', version);
    expect(after).toMatchObject({ vector: before!.vector, fields: { 'payload.stock': 0 } });
    expect(after!.revision > before!.revision).toBe(true);
    expect((await patch({ features: [5, 6] })).json.embedding).toEqual({ modelVersion: version, embedded: true });
    expect(await api.vectors.get('shoe/1', version)).toMatchObject({ vector: Float32Array.of(5, 6) });
  });

  it('is seen by filters of search', async () => {
    await api.models.publish(identityModel);
    await api.request('PUT', path, { body: shoe });
    await api.request('PUT', '/v1/products/b', { body: { features: [4, 3] } });
    const inStock = '/v1/products/b/similar?filter=payload.stock:1..';
    expect((await api.request('GET', inStock)).json.data).toMatchObject([{ id: 'shoe/1' }]);
    await patch({ payload: { stock: 0 } });
    api.clock.advance(10);
    expect((await api.request('GET', inStock)).json.data).toEqual([]);
  });

  it('happens only if If-Match names the current ETag', async () => {
    const { headers } = await api.request('PUT', path, { body: shoe });
    const first = await patch({ price: 1 }, { 'if-match': headers.etag! });
    expect(first.status).toBe(200);
    expect(await patch({ price: 2 }, { 'if-match': headers.etag! })).toMatchObject({
      status: 412,
      json: { code: 'precondition-failed' },
    });
    expect((await patch({ price: 2 }, { 'if-match': first.headers.etag! })).status).toBe(200);
  });

  it('answers 404 for an unknown product', async () => {
    expect(await patch({ price: 1 })).toMatchObject({ status: 404, json: { code: 'product-not-found' } });
  });

  it.each([
    ['a list', [], ''],
    ['an unknown field', { nmae: 'x' }, '/nmae'],
    ['a wrong type', { price: '9' }, '/price'],
    ['a nested value of the payload', { payload: { stock: { here: 1 } } }, '/payload/stock'],
    ['another id', { id: 'other' }, '/id'],
    ['no id', { id: null }, '/id'],
  ])('refuses %s, and changes nothing', async (_what, body, pointer) => {
    await api.request('PUT', path, { body: shoe });
    const { status, json } = await patch(body);
    expect({ status, pointer: json.errors[0].pointer }).toEqual({ status: 422, pointer });
    expect((await api.request('GET', path)).json.product).toEqual({ id: 'shoe/1', ...shoe });
  });

  it('takes unknown fields with unknown=ignore, and its own id', async () => {
    await api.request('PUT', path, { body: shoe });
    const body = { id: 'shoe/1', price: 9, name: 'x' };
    const { status, json } = await api.request('PATCH', `${path}&unknown=ignore`, { body });
    expect(status).toBe(200);
    expect(json.ignoredFields).toEqual(['name']);
    expect(json.product).toEqual({ id: 'shoe/1', ...shoe, price: 9 });
  });
});

describe('a vector of a text, without a text model', () => {
  it('is taken out when the text changes, and the answer says so', async () => {
    const name = 'amazon.titan-embed-text-v2:0/256';
    const vectors = { [name]: [1, 0], image: [2, 3] };
    const { json: first } = await api.request('PUT', path, { body: { title: 'lamp', vectors } });
    expect(first).not.toHaveProperty('textVectorMissing');
    const { json: cheaper } = await api.request('PATCH', path, { body: { price: 3 } });
    expect(cheaper.product.vectors).toEqual(vectors);
    const { json } = await api.request('PATCH', path, { body: { title: 'sofa' } });
    expect(json).toMatchObject({ textVectorMissing: 'no-model' });
    expect(json.product.vectors).toEqual({ image: [2, 3] });
  });
});

describe('ETag and If-Match', () => {
  it('allow a write only if If-Match names the current ETag', async () => {
    const first = await api.request('PUT', path, { body: { title: 'x' } });
    const tag = first.headers.etag!;
    expect((await api.request('GET', path)).headers.etag).toBe(tag);
    const second = await api.request('PUT', path, { body: { title: 'y' }, headers: { 'if-match': tag } });
    expect(second.status).toBe(200);
    expect(second.headers.etag).not.toBe(tag);
    const late = await api.request('PUT', path, { body: { title: 'z' }, headers: { 'If-Match': tag } });
    expect(late).toMatchObject({ status: 412, json: { code: 'precondition-failed' } });
    expect((await api.request('DELETE', path, { headers: { 'if-match': tag } })).status).toBe(412);
    expect((await api.request('GET', path)).json.product.title).toBe('y');
    expect((await api.request('DELETE', path, { headers: { 'if-match': second.headers.etag! } })).status).toBe(204);
  });

  it('allow a write with If-Match: * only if the product exists', async () => {
    const headers = { 'if-match': '*' };
    expect((await api.request('PUT', path, { body: {}, headers })).status).toBe(412);
    await api.request('PUT', path, { body: {} });
    expect((await api.request('PUT', path, { body: {}, headers })).status).toBe(200);
  });
});

describe('If-None-Match', () => {
  const onlyNew = { 'if-none-match': '*' };

  it('with * allows a write only while there is no product, also after a removal', async () => {
    expect((await api.request('PUT', path, { body: { title: 'x' }, headers: onlyNew })).status).toBe(201);
    const second = await api.request('PUT', path, { body: { title: 'y' }, headers: onlyNew });
    expect(second).toMatchObject({ status: 412, json: { detail: expect.stringContaining('If-None-Match') } });
    expect((await api.request('PATCH', path, { body: { title: 'y' }, headers: onlyNew })).status).toBe(412);
    expect((await api.request('GET', path)).json.product.title).toBe('x');
    await api.request('DELETE', path);
    expect((await api.request('PUT', path, { body: { title: 'z' }, headers: onlyNew })).status).toBe(201);
  });

  it('refuses a write over the product of its tag, strong or weak', async () => {
    const { headers } = await api.request('PUT', path, { body: { title: 'x' } });
    for (const tag of [headers.etag!, `W/${headers.etag}`, `"other", ${headers.etag}`])
      expect((await api.request('PUT', path, { body: {}, headers: { 'if-none-match': tag } })).status).toBe(412);
    expect((await api.request('PUT', path, { body: {}, headers: { 'if-none-match': '"other"' } })).status).toBe(200);
  });

  it.each(['"other", *', 'W/*', 'other', '*, *', '"other" x', '', ' ,'])(
    'refuses a write if it cannot be read, instead of allowing what it should prevent: %s',
    async (header) => {
      await api.request('PUT', path, { body: { title: 'x' } });
      expect((await api.request('PUT', path, { body: {}, headers: { 'if-none-match': header } })).status).toBe(412);
      expect((await api.request('GET', path)).json.product.title).toBe('x');
    },
  );
});

describe('GET /v1/products/{id}', () => {
  it('shows the vector on request, and null if there is none', async () => {
    await api.request('PUT', path, { body: { features } });
    expect((await api.request('GET', path)).json).toEqual({
      product: { id: 'shoe/1', features },
      updatedAt: '2026-01-01T00:00:00.000Z',
    });
    expect((await api.request('GET', `${path}&include=vector`)).json.embedding).toBeNull();
    const modelVersion = await api.models.publish(identityModel);
    await api.request('PUT', path, { body: { features } });
    expect((await api.request('GET', `${path}&include=vector`)).json.embedding).toEqual({
      modelVersion,
      vector: features,
    });
  });

  it('answers 404 for an unknown product, and 422 for an unknown include', async () => {
    expect(await api.request('GET', path)).toMatchObject({ status: 404, json: { code: 'product-not-found' } });
    expect((await api.request('GET', `${path}&include=all`)).status).toBe(422);
  });
});

describe('DELETE /v1/products/{id}', () => {
  it('removes a product and its vector, and answers 404 the second time', async () => {
    const version = await api.models.publish(identityModel);
    await api.request('PUT', path, { body: { features } });
    expect(await api.request('DELETE', path)).toMatchObject({ status: 204, json: undefined });
    expect(await api.vectors.get('shoe/1', version)).toBeUndefined();
    expect((await api.request('GET', path)).status).toBe(404);
    expect((await api.request('DELETE', path)).status).toBe(404);
  });

  it('allows a removed product to be written again', async () => {
    const version = await api.models.publish(identityModel);
    await api.request('PUT', path, { body: { features } });
    await api.request('DELETE', path);
    expect((await api.request('PUT', path, { body: { features } })).status).toBe(201);
    expect(await api.vectors.get('shoe/1', version)).toBeDefined();
  });
});
