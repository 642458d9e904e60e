import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { memoryApi } from '../support/api/memory-api.ts';
import { identityModel, linearModelOf, productOf, storedProductOf } from '../support/core/factories.ts';
import { storeProducts } from '../support/worlds/memory-world.ts';

afterAll(() => vi.resetModules());

let api: Awaited<ReturnType<typeof memoryApi>>;
const put = (id: string, features: number[]) => api.request('PUT', `/v1/products/${id}`, { body: { features } });

beforeEach(async () => {
  api = await memoryApi();
});

describe('GET /v1/products/{id}/similar', () => {
  it('returns the most similar products, the version and the time', async () => {
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
    ['cursor=tampered', 400, 'invalid-cursor'],
    ['cursor=', 400, 'invalid-cursor'],
    ['filter=colur:red', 422, 'invalid-request'],
    ['filter=title:red', 422, 'invalid-request'],
    ['filter=brand', 422, 'invalid-request'],
    ['filter=brand:', 422, 'invalid-request'],
    ['filter=brand:Lux|', 422, 'invalid-request'],
    ['filter=brand:>5', 422, 'invalid-request'],
    ['filter=brand:10..20', 422, 'invalid-request'],
    ['filter=brand:Ri*', 422, 'invalid-request'],
    ['filter=price:0x10', 422, 'invalid-request'],
    ['filter=price:1..x', 422, 'invalid-request'],
    ['filter=', 422, 'invalid-request'],
    ['filter=attributes.colour:10..20', 422, 'invalid-request'],
    ['filter=attributes.colur:red', 422, 'invalid-request'],
    ['filter=payload.stock:many', 422, 'invalid-request'],
    ['ignoreCase=yes', 422, 'invalid-request'],
    ['k=3', 422, 'invalid-request'],
    ['excludeSameGroup=', 422, 'invalid-request'],
    ['excludeSameGroup=item_grup', 422, 'invalid-request'],
    ['filter=price:..', 422, 'invalid-request'],
    ['filter=price:9..3', 422, 'invalid-request'],
    ['filter=price:cheap', 422, 'invalid-request'],
    [`filter=brand:${Array(51).fill('x').join('|')}`, 422, 'invalid-request'],
    [Array(21).fill('filter=brand:x').join('&'), 422, 'invalid-request'],
    ['maxPerGroup=0', 422, 'invalid-request'],
    ['maxPerGroup=one', 400, 'malformed-parameter'],
    ['groupBy=brand', 422, 'invalid-request'],
    ['maxPerGroup=1&groupBy=title', 422, 'invalid-request'],
    ['mmrLambda=1.1', 422, 'invalid-request'],
    ['mmrLambda=some', 400, 'malformed-parameter'],
    ['fallback=brand', 422, 'invalid-request'],
    ['facets=colur', 422, 'invalid-request'],
    [`facets=${Array(11).fill('brand').join(',')}`, 422, 'invalid-request'],
    [`excludeIds=${Array(1001).fill('x').join(',')}`, 422, 'invalid-request'],
  ])('rejects %s', async (query, status, code) => {
    await api.models.publish(identityModel);
    const fields = { brand: 'Lux', price: 3, attributes: { colour: 'red', item_group_id: 'g' }, payload: { stock: 1 } };
    await api.request('PUT', '/v1/products/a', { body: { features: [1, 0], ...fields } });
    const { status: found, json } = await api.request('GET', `/v1/products/a/similar?${query}`);
    expect({ status: found, code: json.code }).toEqual({ status, code });
    if (code !== 'invalid-request') return;
    expect(json.errors).toMatchObject([{ detail: expect.any(String) }]);
    expect(query).toContain(`${json.errors[0].parameter}=`);
  });

  it('says what to write instead of a parameter, field or condition that it does not know', async () => {
    await api.models.publish(identityModel);
    const body = { features: [1, 0], brand: 'Lux', attributes: { colour: 'red', item_group_id: 'g' } };
    await api.request('PUT', '/v1/products/a', { body });
    const detailOf = async (query: string) => (await api.request('GET', `/v1/products/a/similar?${query}`)).json.detail;
    expect(await detailOf('k=3')).toBe('k: is not a parameter: did you mean limit?');
    expect(await detailOf('mmr=0.5')).toContain('did you mean mmrLambda?');
    expect(await detailOf('facet=brand')).toContain('did you mean facets?');
    expect(await detailOf('falback=category')).toContain('did you mean fallback?');
    expect(await detailOf('filter=colur:red')).toContain('did you mean attributes.colour?');
    expect(await detailOf('filter=attributes.Colour:red')).toContain('did you mean attributes.colour?');
    expect(await detailOf('filter=attributes.colour:%3E5')).toContain('give the values, such as attributes.colour:A|B');
    expect(await detailOf('excludeSameGroup=item_group')).toContain('did you mean attributes.item_group_id?');
    expect(await detailOf('maxPerGroup=1&groupBy=Brand')).toContain('did you mean brand?');
  });

  it('leaves out the variants of the product by any name of their group', async () => {
    await api.models.publish(identityModel);
    const add = (id: string, i: number, more: object) =>
      api.request('PUT', `/v1/products/${id}`, { body: { features: [1, i / 10], ...more } });
    await add('a', 0, { brand: 'Lux', attributes: { item_group_id: 'g1' }, payload: { parent: 'p1' } });
    await add('b', 1, { brand: 'Lux', attributes: { item_group_id: 'g1' }, payload: { parent: 'p2' } });
    await add('c', 2, { brand: 'Rex', attributes: { item_group_id: 'g2' }, payload: { parent: 'p1' } });
    await add('d', 3, {});
    const ids = async (of: string, query: string) =>
      (await api.request('GET', `/v1/products/${of}/similar?${query}`)).json.data.map(({ id }: { id: string }) => id);
    expect(await ids('a', '')).toEqual(['b', 'c', 'd']);
    for (const name of ['item_group_id', 'attributes.item_group_id', 'brand'])
      expect(await ids('a', `excludeSameGroup=${name}`)).toEqual(['c', 'd']);
    expect(await ids('a', 'excludeSameGroup=parent')).toEqual(['b', 'd']);
    expect(await ids('d', 'excludeSameGroup=item_group_id')).toEqual(['c', 'b', 'a']);
    expect(await ids('d', 'maxPerGroup=1&groupBy=item_group_id')).toEqual(['c', 'b']);
    expect(await ids('a', 'excludeSameGroup=parent&maxPerGroup=1&filter=brand:*')).toEqual(['b']);
    const first = await api.request('GET', '/v1/products/d/similar?limit=1&excludeSameGroup=brand');
    expect(await ids('d', `limit=1&excludeSameGroup=brand&cursor=${first.json.nextCursor}`)).toEqual(['b']);
  });

  it('finds a name of a group in the payload of the product itself if other products have such an attribute', async () => {
    await api.models.publish(identityModel);
    const add = (id: string, i: number, more: object) =>
      api.request('PUT', `/v1/products/${id}`, { body: { features: [1, i / 10], ...more } });
    await add('a', 0, { payload: { item_group_id: 'g1' } });
    await add('b', 1, { payload: { item_group_id: 'g1' } });
    await add('c', 2, { attributes: { item_group_id: 'g1' } });
    const ids = async (query: string) =>
      (await api.request('GET', `/v1/products/a/similar?${query}`)).json.data.map(({ id }: { id: string }) => id);
    expect(await ids('excludeSameGroup=item_group_id')).toEqual(['c']);
    expect(await ids('filter=payload.item_group_id:g1')).toEqual(['b']);
    expect(await ids('filter=attributes.item_group_id:g1')).toEqual(['c']);
    expect(await ids('filter=item_group_id:g1')).toEqual(['b', 'c']);
    expect(await ids('filter=item_group_id:!g1')).toEqual([]);
  });

  it('filters, limits groups, and returns the number of candidates', async () => {
    await api.models.publish(identityModel);
    await put('a', [1, 0]);
    const things = [
      { brand: 'Lux', price: 10, attributes: { colour: 'red' } },
      { brand: 'Lux', price: 20, attributes: { colour: 'a|b' } },
      { brand: 'Rex', price: 30, category: ['Home', 'Lamps'] },
      { price: 40, category: 'Lamps' },
    ];
    for (const [i, thing] of things.entries()) {
      await api.request('PUT', `/v1/products/p${i}`, { body: { features: [1, i / 10], ...thing } });
    }
    const idsOf = async (query: string) => {
      const { json } = await api.request('GET', `/v1/products/a/similar?${query}`);
      return [json.totalCandidates, ...json.data.map(({ id }: { id: string }) => id)];
    };
    expect(await idsOf('limit=1')).toEqual([4, 'p0']);
    expect(await idsOf('filter=brand:Lux')).toEqual([2, 'p0', 'p1']);
    expect(await idsOf('filter=brand:Lux|Rex&filter=price:20..30')).toEqual([2, 'p1', 'p2']);
    expect(await idsOf('filter=price:30..')).toEqual([2, 'p2', 'p3']);
    expect(await idsOf('filter=price:..10.5')).toEqual([1, 'p0']);
    expect(await idsOf('filter=price:20')).toEqual([1, 'p1']);
    expect(await idsOf('filter=category:Lamps')).toEqual([2, 'p2', 'p3']);
    expect(await idsOf(`filter=${encodeURIComponent('attributes.colour:a\\|b')}`)).toEqual([1, 'p1']);
    expect(await idsOf('filter=brand:!Lux')).toEqual([2, 'p2', 'p3']);
    expect(await idsOf('filter=brand:*')).toEqual([3, 'p0', 'p1', 'p2']);
    expect(await idsOf('filter=brand:!*')).toEqual([1, 'p3']);
    expect(await idsOf('filter=brand:lux')).toEqual([0]);
    expect(await idsOf('filter=brand:lux&ignoreCase=true')).toEqual([2, 'p0', 'p1']);
    expect(await idsOf('filter=price:%3E20')).toEqual([2, 'p2', 'p3']);
    expect(await idsOf('filter=category:Home%20%3E%20Lamps')).toEqual([1, 'p2']);
    expect(await idsOf('excludeIds=p0&excludeIds=p1')).toEqual([2, 'p2', 'p3']);
    expect(await idsOf('maxPerGroup=1')).toEqual([4, 'p0', 'p2', 'p3']);
    expect(await idsOf('maxPerGroup=1&groupBy=category')).toEqual([4, 'p0', 'p1', 'p2', 'p3']);
  });

  it('pages without duplicates, and rejects a cursor of another request', async () => {
    await api.models.publish(identityModel);
    for (let i = 0; i < 8; i++) await put(`p${i}`, [1, Math.floor(i / 3)]);
    const page = (query: string) => api.request('GET', `/v1/products/p0/similar?limit=3${query}`);
    const ids: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const { json } = await page(cursor && `&cursor=${cursor}`);
      ids.push(...json.data.map(({ id }: { id: string }) => id));
      cursor = json.nextCursor;
    }
    expect(ids).toEqual(['p1', 'p2', 'p3', 'p4', 'p5', 'p6', 'p7']);

    const first = (await page('')).json.nextCursor;
    await put('p2', [0, 1]);
    expect((await page(`&cursor=${first}`)).json.data.map(({ id }: { id: string }) => id)).toEqual(['p4', 'p5', 'p6']);
    expect(await page(`&cursor=${first}&minScore=0`)).toMatchObject({ status: 400, json: { code: 'invalid-cursor' } });
    await api.models.publish(
      linearModelOf([
        [2, 0],
        [0, 1],
      ]),
    );
    await put('p0', [1, 0]);
    expect(await page(`&cursor=${first}`)).toMatchObject({ status: 410, json: { code: 'cursor-expired' } });
  });

  it('distinguishes unknown products, products without a vector, and no live model', async () => {
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

  it('answers without neighbours, and with the reason, for a product that the model cannot embed', async () => {
    const modelVersion = await api.models.publish(identityModel);
    await put('a', [1, 0]);
    await put('zero', [1, 0]);
    await put('zero', [0, 0]);
    expect((await api.request('GET', '/v1/products/zero/similar')).json).toEqual({
      data: [],
      nextCursor: null,
      totalCandidates: 0,
      modelVersion,
      asOf: '2026-01-01T00:00:00.000Z',
      stale: false,
      notEmbeddable: expect.stringContaining('nothing of the product'),
    });
    expect((await api.request('GET', '/v1/products/a/similar')).json.data).toEqual([]);
  });

  it('treats a product as pending that was written after it could not be embedded', async () => {
    await api.models.publish(identityModel);
    await put('a', [0, 0]);
    const revision = '2027-01-01T00:00:00.000Z#';
    await api.products.put({ ...storedProductOf(productOf('a')), revision });
    expect(await api.request('GET', '/v1/products/a/similar')).toMatchObject({
      status: 409,
      json: { code: 'embedding-pending' },
    });
  });

  it('returns 503 if a store does not answer, without internal details', async () => {
    vi.spyOn(api.logger, 'warn').mockReturnValue();
    api.models.pointers.read = async () => {
      throw new api.StoreError('unavailable', 'table secret-name does not answer');
    };
    const { status, json } = await api.request('GET', '/v1/products/a/similar');
    expect(status).toBe(503);
    expect(JSON.stringify(json)).not.toContain('secret-name');
  });
});

describe('the function Similar', () => {
  afterEach(() => void vi.unstubAllEnvs());

  it.each([
    ['provisioned-concurrency', 1],
    ['on-demand', 0],
  ])('reads the index at its start for %s: %i times', async (type, times) => {
    await api.models.publish(identityModel);
    vi.stubEnv('AWS_LAMBDA_INITIALIZATION_TYPE', type);
    const opening = vi.spyOn(api.snapshots, 'list');
    await api.startEnvironment();
    expect(opening).toHaveBeenCalledTimes(times);
  });
});
