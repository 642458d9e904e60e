import fc from 'fast-check';
import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Product } from '../../lambdas/core/catalog/product.ts';
import { memoryApi } from '../support/api/memory-api.ts';
import { identityModel } from '../support/core/factories.ts';

let api: Awaited<ReturnType<typeof memoryApi>>;
const send = async (operations: readonly unknown[], query = '') =>
  api.request('POST', `/v1/products:batch${query}`, { body: { operations } });
const put = (id: string, features = [1, 0], more: object = {}) => ({ op: 'put', product: { id, features }, ...more });
const storedTitle = async (id: string) => (await api.products.get(id))?.product.title;

afterAll(() => vi.resetModules());

beforeEach(async () => {
  api = await memoryApi();
});

describe('POST /v1/products:batch', () => {
  it('writes, changes and removes each product by itself, with a result or a problem each', async () => {
    const modelVersion = await api.models.publish(identityModel);
    for (const id of ['changed', 'gone', 'kept'])
      await api.request('PUT', `/v1/products/${id}`, { body: { features: [1, 1] } });
    const { headers } = await api.request('GET', '/v1/products/kept');
    const { status, json } = await send([
      put('new'),
      { op: 'patch', id: 'changed', patch: { title: 'x' } },
      { op: 'delete', id: 'gone' },
      put('zero', [0, 0]),
      put('kept', [2, 2], { ifMatch: headers.etag }),
      put('kept', [3, 3], { ifMatch: headers.etag }),
      { op: 'patch', id: 'nobody', patch: {} },
      { op: 'delete', id: 'nobody' },
      { op: 'put', product: { features: [1] } },
      { op: 'patch', id: 'changed', patch: { price: 'cheap' } },
      { op: 'patch', id: 'changed', patch: { id: 'other' } },
      { op: 'post', id: 'a' },
      { op: 'delete', id: 'a', force: true },
      { op: 'put', product: { id: 'a', name: 'Shoe' } },
      7,
    ]);
    const embedding = { modelVersion, embedded: true };
    const etag = expect.stringMatching(/^"[0-9a-f]{32}"$/);
    const problem = (code: string, pointer?: string) => ({
      problem: { code, ...(pointer && { errors: [{ pointer }] }) },
    });
    expect(status).toBe(200);
    expect(json.data.map(({ index }: { index: number }) => index)).toEqual(json.data.map((_: object, i: number) => i));
    expect(json.data).toMatchObject([
      { id: 'new', status: 201, etag, embedding },
      { id: 'changed', status: 200, etag, embedding: { ...embedding, kept: true } },
      { id: 'gone', status: 204 },
      { id: 'zero', status: 201, embedding: { modelVersion, embedded: false, detail: expect.any(String) } },
      { id: 'kept', status: 200, embedding },
      { id: 'kept', ...problem('precondition-failed') },
      { id: 'nobody', ...problem('product-not-found') },
      { id: 'nobody', ...problem('product-not-found') },
      problem('invalid-request', '/operations/8/product/id'),
      problem('invalid-request', '/operations/9/patch/price'),
      problem('invalid-request', '/operations/10/patch/id'),
      problem('invalid-request', '/operations/11/op'),
      problem('invalid-request', '/operations/12/force'),
      problem('invalid-request', '/operations/13/product/name'),
      problem('invalid-request', '/operations/14'),
    ]);
    expect(await api.vectors.get('new', modelVersion)).toMatchObject({ vector: Float32Array.of(1, 0) });
    expect(await api.vectors.get('kept', modelVersion)).toMatchObject({ vector: Float32Array.of(2, 2) });
    expect(await storedTitle('changed')).toBe('x');
    expect(await api.products.get('gone')).toBeUndefined();
  });

  it('applies the operations on one product in order, and tells the embedding with the last write', async () => {
    const modelVersion = await api.models.publish(identityModel);
    const { json } = await send([
      put('a', [1, 0]),
      { op: 'patch', id: 'a', patch: { features: [0, 1] } },
      put('b'),
      { op: 'delete', id: 'b' },
      put('c'),
      { op: 'delete', id: 'c' },
      put('c', [5, 5]),
      { op: 'patch', id: 'c', patch: { price: ['cheap'] } },
    ]);
    const shown = json.data.map(({ status, embedding, problem }: never) => [
      status ?? (problem as { code: string }).code,
      embedding !== undefined,
    ]);
    expect(shown).toEqual([
      [201, false],
      [200, true],
      [201, false],
      [204, false],
      [201, false],
      [204, false],
      [201, true],
      ['invalid-request', false],
    ]);
    expect((await api.vectors.get('a', modelVersion))?.vector).toEqual(Float32Array.of(0, 1));
    expect(await api.vectors.get('b', modelVersion)).toBeUndefined();
    expect((await api.vectors.get('c', modelVersion))?.vector).toEqual(Float32Array.of(5, 5));
  });

  it('takes 1 to 1,000 operations, 32 products at a time, and embeds them in one go', async () => {
    await api.models.publish(identityModel);
    for (const count of [0, 1001]) expect((await send(Array(count).fill(put('a')))).status).toBe(422);
    const written = vi.spyOn(api.vectors, 'putMany');
    let [running, most] = [0, 0];
    const store = api.products.put.bind(api.products);
    vi.spyOn(api.products, 'put').mockImplementation(async (...given) => {
      most = Math.max(most, ++running);
      await new Promise(setImmediate);
      running -= 1;
      return store(...given);
    });
    const { json } = await send(Array.from({ length: 1000 }, (_, i) => put(`p${i}`)));
    expect(json.data.every(({ status }: { status: number }) => status === 201)).toBe(true);
    expect({ most, batches: written.mock.calls.map(([rows]) => rows.length) }).toEqual({ most: 32, batches: [1000] });
  });

  it('answers the others if a store fails for one operation, or if the products cannot be embedded', async () => {
    await api.models.publish(identityModel);
    const warn = vi.spyOn(api.logger, 'warn').mockReturnValue();
    const get = api.products.get.bind(api.products);
    vi.spyOn(api.products, 'get').mockImplementation((id) => {
      if (id === 'b') throw new api.StoreError('unavailable', 'table secret-name does not answer');
      return get(id);
    });
    const { json } = await send([put('a'), put('b'), put('c'), { op: 'delete', id: 'b' }]);
    expect(json.data).toMatchObject([
      { status: 201 },
      { problem: { code: 'unavailable', status: 503 } },
      { status: 201 },
      { problem: { code: 'unavailable' } },
    ]);
    expect(JSON.stringify(json)).not.toContain('secret-name');
    vi.spyOn(api.vectors, 'putMany').mockRejectedValue(new api.StoreError('unavailable', 'no answer'));
    const stored = await send([put('d'), { op: 'delete', id: 'a' }]);
    expect(stored.json.data).toMatchObject([
      { id: 'd', problem: { code: 'unavailable', detail: expect.stringContaining('stored, but not embedded') } },
      { id: 'a', status: 204 },
    ]);
    expect(await api.products.get('d')).toBeDefined();
    expect(warn).toHaveBeenCalledTimes(2);
  });

  it('starts no operation after twelve seconds', async () => {
    const store = api.products.put.bind(api.products);
    vi.spyOn(api.products, 'put').mockImplementation(async (...given) => {
      api.clock.advance(13);
      return store(...given);
    });
    vi.spyOn(api.logger, 'warn').mockReturnValue();
    const { json } = await send([put('a'), { op: 'patch', id: 'a', patch: { title: 'late' } }]);
    expect(json.data).toMatchObject([{ status: 201 }, { problem: { code: 'unavailable' } }]);
    expect(await storedTitle('a')).toBeUndefined();
  });

  it('leaves out unknown fields with unknown=ignore, and names them', async () => {
    const { json } = await send([{ op: 'put', product: { id: 'a', name: 'x' } }, put('b')], '?unknown=ignore');
    expect(json.data).toMatchObject([{ status: 201, ignoredFields: ['name'], embedding: null }, { status: 201 }]);
    expect(json.data[1]).not.toHaveProperty('ignoredFields');
  });

  it('says which product has lost the vector of its old text', async () => {
    const vectors = { 'amazon.titan-embed-text-v2:0/256': [1, 0] };
    const { json } = await send([
      { op: 'put', product: { id: 'a', title: 'lamp', vectors } },
      { op: 'patch', id: 'a', patch: { title: 'sofa' } },
    ]);
    expect(json.data[0]).not.toHaveProperty('textVectorMissing');
    expect(json.data[1]).toMatchObject({ status: 200, textVectorMissing: 'no-model' });
  });

  it('leaves the same catalog as the operations one by one', async () => {
    const id = fc.constantFrom('a', 'b', 'c');
    const operation = fc.oneof(
      fc.record({ op: fc.constant('put'), product: fc.record({ id, title: fc.constantFrom('x', 'y') }) }),
      fc.record({ op: fc.constant('patch'), id, patch: fc.record({ price: fc.constantFrom(1, 2, null, 'cheap') }) }),
      fc.record({ op: fc.constant('delete'), id }),
    );
    const one = (body: { op: string; id?: string; product?: Product; patch?: object }) => {
      const path = `/v1/products/${body.id ?? body.product?.id}`;
      if (body.op === 'put') return api.request('PUT', path, { body: body.product });
      return body.op === 'patch' ? api.request('PATCH', path, { body: body.patch }) : api.request('DELETE', path);
    };
    const catalog = async () => Promise.all(['a', 'b', 'c'].map(async (key) => (await api.products.get(key))?.product));
    const clear = async () => {
      api.clock.advance(60);
      for (const key of ['a', 'b', 'c']) await api.request('DELETE', `/v1/products/${key}`);
      api.clock.advance(60);
    };
    await fc.assert(
      fc.asyncProperty(fc.array(operation, { minLength: 1, maxLength: 8 }), async (operations) => {
        await clear();
        const statuses: number[] = [];
        for (const body of operations) statuses.push((await one(body)).status);
        const expected = await catalog();
        await clear();
        const { json } = await send(operations);
        expect(
          json.data.map(
            (entry: never) =>
              (entry as Product & { status?: number; problem: { status: number } }).status ??
              (entry as { problem: { status: number } }).problem.status,
          ),
        ).toEqual(statuses);
        expect(await catalog()).toEqual(expected);
      }),
      { numRuns: 40 },
    );
  });
});
