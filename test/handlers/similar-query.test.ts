import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { memoryApi } from '../support/api/memory-api.ts';
import { identityModel, linearModelOf, productOf } from '../support/core/factories.ts';
import { storeProducts } from '../support/worlds/memory-world.ts';

afterAll(() => vi.resetModules());

let api: Awaited<ReturnType<typeof memoryApi>>;
const put = (id: string, features: number[], more: object = {}) =>
  api.request('PUT', `/v1/products/${id}`, { body: { features, ...more } });
const query = (body: object) => api.request('POST', '/v1/similar:query', { body });
const idsOf = async (body: object) => (await query(body)).json.data.map(({ id }: { id: string }) => id);

/** Products on the unit circle, at 0, 30, 60, 90, 120 and 180 degrees. */
async function putCircle(): Promise<void> {
  const things = [
    [0, { brand: 'Lux', category: ['Home', 'Lamps'] }],
    [30, { brand: 'Lux', category: ['Home', 'Lamps'] }],
    [60, { brand: 'Lux', category: ['Home', 'Chairs'] }],
    [90, { brand: 'Rex', category: ['Home', 'Chairs'] }],
    [120, { brand: 'Rex', category: 'Sale' }],
    [180, { category: 'Sale' }],
  ] as const;
  for (const [degrees, more] of things) {
    const angle = (degrees * Math.PI) / 180;
    await put(`p${degrees}`, [Math.cos(angle), Math.sin(angle)], more);
  }
}

beforeEach(async () => {
  api = await memoryApi();
  await api.models.publish(identityModel);
  await putCircle();
});

describe('POST /v1/similar:query', () => {
  it('answers as GET for one positive example, to the bit, also with mmrLambda 1', async () => {
    const rest = { limit: 3, maxPerGroup: 2, include: ['product'] };
    const got = await api.request('GET', '/v1/products/p30/similar?limit=3&maxPerGroup=2&include=product');
    for (const body of [
      { positive: ['p30'], ...rest },
      { positive: [{ id: 'p30', weight: 0.2 }], negative: [], strategy: 'best', ...rest },
      { positive: ['p30'], mmrLambda: 1, filter: [], ...rest },
    ]) {
      const { data, totalCandidates, modelVersion } = (await query(body)).json;
      expect({ data, totalCandidates, modelVersion }).toEqual({
        data: got.json.data,
        totalCandidates: got.json.totalCandidates,
        modelVersion: got.json.modelVersion,
      });
    }
  });

  it.each([
    ['mmrLambda=1&limit=2', { mmrLambda: 1, limit: 2 }],
    ['mmrLambda=0.3&limit=3', { mmrLambda: 0.3, limit: 3 }],
    ['mmrLambda=0', { mmrLambda: 0 }],
    ['fallback=category&minScore=0.9', { fallback: 'category', minScore: 0.9 }],
    ['facets=brand,category&limit=1', { facets: ['brand', 'category'], limit: 1 }],
    ['facets=brand&facets=category', { facets: ['brand', 'category'] }],
    ['facets=', {}],
    ['excludeIds=p0,p60&facets=brand', { excludeIds: ['p0', 'p60'], facets: ['brand'] }],
    ['excludeSameGroup=brand&mmrLambda=0.5', { excludeSameGroup: 'brand', mmrLambda: 0.5 }],
    ['maxPerGroup=1&groupBy=category&fallback=category', { maxPerGroup: 1, groupBy: 'category', fallback: 'category' }],
  ])('answers as GET with %s, to the bit, and page after page', async (parameters, body) => {
    let [ofGet, ofPost] = ['', null];
    do {
      const got = await api.request('GET', `/v1/products/p30/similar?${parameters}${ofGet}`);
      const asked = await query({ positive: ['p30'], ...body, cursor: ofPost });
      const { unreadExamples, nextCursor, ...answer } = asked.json;
      const { nextCursor: next, ...same } = got.json;
      expect([got.status, same]).toEqual([200, answer]);
      expect(unreadExamples).toEqual([]);
      expect(next === null).toBe(nextCursor === null);
      ofPost = nextCursor;
      ofGet = next && `&cursor=${next}`;
    } while (ofGet !== null);
  });

  it('takes every form of an example, and leaves the examples out of the answer', async () => {
    const forms = [
      'p0',
      { id: 'p0' },
      { vector: [2, 0] },
      { features: [3, 0] },
      [3, 0],
      { id: 'new', features: [1, 0] },
    ];
    for (const form of forms) {
      const [first, second] = (await query({ positive: [form], limit: 2 })).json.data;
      const isStored =
        typeof form === 'string' || (typeof form === 'object' && !Array.isArray(form) && form.id === 'p0');
      expect([first.id, second.id], JSON.stringify(form)).toEqual(isStored ? ['p30', 'p60'] : ['p0', 'p30']);
    }
    expect(await idsOf({ positive: [{ id: 'p0', features: [0, 1] }], limit: 2 })).toEqual(['p90', 'p120']);
    const body = { positive: ['p0', 'p60'], negative: ['p180'], excludeIds: ['p90'] };
    expect(await idsOf(body)).toEqual(['p30', 'p120']);
  });

  it('goes from the negative examples and between the positive ones with average', async () => {
    expect(await idsOf({ positive: ['p0', 'p120'], limit: 1 })).toEqual(['p60']);
    expect(await idsOf({ positive: ['p0', { id: 'p120', weight: 0.1 }], limit: 1 })).toEqual(['p30']);
    expect(await idsOf({ positive: ['p60'], negative: ['p30'], limit: 1 })).toEqual(['p120']);
  });

  it('stays near one of the positive examples with best, and takes the penalty of a negative one', async () => {
    const best = { strategy: 'best', limit: 2 };
    expect(await idsOf({ positive: ['p0', 'p120'], ...best })).toEqual(['p30', 'p90']);
    const { data } = (await query({ positive: ['p0', 'p120'], negative: [{ vector: [0, 1], weight: 0.5 }], ...best }))
      .json;
    expect(data).toEqual([
      { id: 'p30', score: 0.616025, rank: 1 },
      { id: 'p180', score: 0.5, rank: 2 },
    ]);
  });

  it('leaves out examples that have no vector, and lists them, while one is left', async () => {
    await put('zero', [0, 0]);
    await storeProducts(api.products, productOf('pending'));
    const { json } = await query({ positive: ['nobody', 'p0', 'zero'], negative: ['pending'], limit: 1 });
    expect(json.data.map(({ id }: { id: string }) => id)).toEqual(['p30']);
    expect(json.unreadExamples).toEqual([
      { pointer: '/positive/0', code: 'product-not-found', detail: 'there is no product nobody' },
      { pointer: '/positive/2', code: 'product-not-embeddable', detail: expect.any(String) },
      { pointer: '/negative/0', code: 'embedding-pending', detail: expect.any(String) },
    ]);
    expect(json).not.toHaveProperty('notEmbeddable');
    expect(await query({ positive: ['nobody'], negative: ['p0'] })).toMatchObject({
      status: 404,
      json: { code: 'product-not-found' },
    });
    expect(await query({ positive: ['pending', 'nobody'] })).toMatchObject({ status: 409 });
    expect((await query({ positive: ['zero'] })).json).toMatchObject({ data: [], notEmbeddable: expect.any(String) });
  });

  it('includes products and vectors', async () => {
    const { data } = (await query({ positive: ['p0'], limit: 1, include: ['product', 'vector'] })).json;
    expect(data).toEqual([
      {
        id: 'p30',
        score: 0.866025,
        rank: 1,
        product: expect.objectContaining({ brand: 'Lux' }),
        vector: expect.any(Array),
      },
    ]);
    expect(data[0].vector[0]).toBeCloseTo(0.866025, 6);
  });

  it('leaves out the variants of every positive example', async () => {
    const body = { positive: ['p0', 'p90', { id: 'new', features: [1, 1], brand: 'Dim' }], excludeSameGroup: 'brand' };
    expect(await idsOf(body)).toEqual(['p180']);
  });

  it.each([{ fallback: 'category' }, { excludeSameGroup: 'category' }])(
    'counts stored negative examples with %o as without',
    async (more) => {
      const body = { positive: ['p30'], negative: ['p180', 'none'], ...more };
      const { json } = await query(body);
      expect(json.unreadExamples).toEqual([
        { pointer: '/negative/1', code: 'product-not-found', detail: 'there is no product none' },
      ]);
      expect(json.data.map(({ id }: { id: string }) => id)).not.toContain('p180');
      const { data } = (await query({ ...body, fallback: undefined, excludeSameGroup: undefined })).json;
      const scores = new Map(data.map(({ id, score }: { id: string; score: number }) => [id, score]));
      for (const { id, score } of json.data) expect(score).toBe(scores.get(id));
    },
  );

  it('weighs examples by their shares, however small the weights are', async () => {
    const weighted = (small: number) => ({
      positive: [
        { id: 'p0', weight: small },
        { id: 'p60', weight: 2 * small },
      ],
      negative: [{ id: 'p180', weight: small / 2 }],
    });
    const { data } = (await query(weighted(1))).json;
    for (const small of [2 ** -20, 2 ** -600]) expect((await query(weighted(small))).json.data).toEqual(data);
  });

  it('names the side whose examples cancel out', async () => {
    for (const [body, pointer, detail] of [
      [{ positive: ['p0', 'p180'] }, '/positive', 'cancel out each other'],
      [{ positive: ['p0'], negative: ['p0'] }, '/negative', 'cancel out the positive examples'],
      [{ positive: ['p0'], negative: ['p0'], fallback: 'category' }, '/negative', 'cancel out the positive examples'],
    ] as const) {
      const { status, json } = await query(body);
      expect([status, json.errors]).toEqual([
        422,
        [{ pointer, code: 'wrong-value', detail: expect.stringContaining(detail) }],
      ]);
    }
  });

  it('puts different products before copies with mmrLambda, and pages through each once', async () => {
    await put('copy', [Math.cos(Math.PI / 6), Math.sin(Math.PI / 6)]);
    expect(await idsOf({ positive: ['p0'], limit: 3 })).toEqual(['copy', 'p30', 'p60']);
    expect(await idsOf({ positive: ['p0'], limit: 3, mmrLambda: 0.3 })).toEqual(['copy', 'p180', 'p90']);
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const { json } = await query({ positive: ['p0'], limit: 2, mmrLambda: 0.3, cursor });
      expect(json.data.map(({ rank }: { rank: number }) => rank)).toEqual([seen.length + 1, seen.length + 2]);
      seen.push(...json.data.map(({ id }: { id: string }) => id));
      cursor = json.nextCursor;
      await put(`new${seen.length}`, [1, 0.01 * seen.length]);
      if (seen.length > 6) break;
    } while (cursor !== null);
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen.slice(0, 2)).toEqual(['copy', 'p180']);
  });

  it('pages through 200 products with the longest ids by cursors that fit into an address', async () => {
    const operations = Array.from({ length: 210 }, (_, i) => ({
      op: 'put',
      product: { id: `${i}`.padStart(256, '漢'), features: [1, i / 100] },
    }));
    await api.request('POST', '/v1/products:batch', { body: { operations } });
    const path = `/v1/similar?id=${encodeURIComponent(operations[0]!.product.id)}&limit=90`;
    for (const [order, pages] of [
      ['mmrLambda=0.5', 3],
      ['minScore=0.1', 3],
    ] as const) {
      const seen: string[] = [];
      let [cursor, count] = ['', 0];
      do {
        const target = `${path}&${order}${cursor}`;
        expect(target.length).toBeLessThan(6000);
        const { json } = await api.request('GET', target);
        seen.push(...json.data.map(({ id }: { id: string }) => id));
        cursor = json.nextCursor && `&cursor=${json.nextCursor}`;
        count += 1;
      } while (cursor !== null);
      expect(new Set(seen).size).toBe(seen.length);
      expect([count, seen.length >= 200]).toEqual([pages, true]);
    }
  });

  it('fills a short answer from the category, from the narrowest step to the widest, and marks what it adds', async () => {
    const { data, nextCursor } = (await query({ positive: ['p0'], minScore: 0.8, fallback: 'category', limit: 3 }))
      .json;
    expect(data).toEqual([
      { id: 'p30', score: 0.866025, rank: 1 },
      { id: 'p60', score: 0.5, rank: 2, fallback: 'category' },
      { id: 'p90', score: 0, rank: 3, fallback: 'category' },
    ]);
    expect(nextCursor).toBeNull();
    expect(await idsOf({ positive: ['p0'], minScore: 0.8, fallback: 'category', filter: 'brand:!Rex' })).toEqual([
      'p30',
      'p60',
    ]);
    const grouped = { positive: ['p0'], minScore: 0.8, fallback: 'category', maxPerGroup: 1 };
    expect(await idsOf(grouped)).toEqual(['p30', 'p90']);
  });

  it('answers from the category for a product that the model cannot embed, the most typical first', async () => {
    await put('zero', [0, 0], { category: ['Home', 'Chairs'] });
    const { json } = await query({ positive: ['zero'], fallback: 'category', minScore: 0.9, limit: 3 });
    expect(json.data.map(({ id, fallback }: Record<string, string>) => [id, fallback])).toEqual([
      ['p60', 'category'],
      ['p90', 'category'],
      ['p30', 'category'],
    ]);
    expect(json.notEmbeddable).toEqual(expect.any(String));
    await storeProducts(api.products, productOf('pending', { category: 'Nothing' }));
    expect(await query({ positive: ['pending'], fallback: 'category' })).toMatchObject({ status: 409 });
  });

  it('filters by JSON as by conditions of a query string, and counts the values of fields', async () => {
    const json = { and: [{ field: 'brand', in: ['Lux', 'Rex'] }, { not: { field: 'category', contains: 'Lamps' } }] };
    const text = ['brand:Lux|Rex', 'category:!Lamps'];
    const [one, other] = [
      await query({ positive: ['p0'], filter: json }),
      await query({ positive: ['p0'], filter: text }),
    ];
    expect(one.json.data.map(({ id }: { id: string }) => id)).toEqual(['p60', 'p90', 'p120']);
    expect(one.json.data).toEqual(other.json.data);
    const lower = { field: 'brand', eq: 'lux' };
    expect(await idsOf({ positive: ['p0'], filter: lower })).toEqual([]);
    expect(await idsOf({ positive: ['p0'], filter: lower, ignoreCase: true })).toEqual(['p30', 'p60']);
    const counted = await query({ positive: ['p0'], filter: json, limit: 1, facets: ['brand'] });
    expect(counted.json.facets).toEqual({
      brand: {
        values: [
          { value: 'Rex', count: 2 },
          { value: 'Lux', count: 1 },
        ],
        otherValues: 0,
      },
    });
    const misspelt = await query({ positive: ['p0'], filter: { or: [{ field: 'brnd', eq: 'Lux' }] } });
    expect(misspelt.json.errors).toMatchObject([{ pointer: '/filter', detail: expect.stringContaining('brand') }]);
    const facet = await query({ positive: ['p0'], facets: ['brnd'] });
    expect(facet.json.errors).toMatchObject([{ pointer: '/facets', detail: expect.stringContaining('brand') }]);
    const range = await query({ positive: ['p0'], filter: { field: 'brand', range: { gt: 1 } } });
    expect(range.json.detail).toContain('a range of brand finds nothing');
  });

  it('continues a listing by score, with the cursor in the body', async () => {
    const first = await query({ positive: ['p0'], limit: 2 });
    expect(await idsOf({ positive: ['p0'], limit: 9, cursor: first.json.nextCursor })).toEqual(['p90', 'p120', 'p180']);
    const other = await query({ positive: ['p0'], mmrLambda: 0.5, cursor: first.json.nextCursor });
    expect(other).toMatchObject({ status: 400, json: { code: 'invalid-cursor' } });
  });

  it('takes more excluded ids than a query string can hold', async () => {
    const excludeIds = [...Array(5000).keys()].map((i) => `x${i}`);
    expect(await idsOf({ positive: ['p0'], excludeIds: [...excludeIds, 'p30'], limit: 1 })).toEqual(['p60']);
  });

  it('refuses what is wrong at its place', async () => {
    const cases: readonly (readonly [body: object, pointer: string])[] = [
      [{}, '/positive'],
      [{ positive: [] }, '/positive'],
      [{ positive: [{ nothing: 1 }] }, '/positive/0'],
      [{ positive: ['p0', { id: 'p0', wieght: 2 }] }, '/positive/1/wieght'],
      [{ positive: [{ id: 'p0', weight: 0 }] }, '/positive/0/weight'],
      [{ positive: [{ vector: [1, 2, 3] }] }, '/positive/0/vector'],
      [{ positive: ['p0'], negative: [{ vector: [0, 0] }] }, '/negative/0/vector'],
      [{ positive: [{ features: [1, 2, 3] }] }, '/positive/0'],
      [{ positive: ['p0'], negative: ['p0'] }, '/negative'],
      [{ positive: ['p0'], strategy: 'mean' }, '/strategy'],
      [{ positive: ['p0'], limit: 101 }, '/limit'],
      [{ positive: ['p0'], groupBy: 'brand' }, '/groupBy'],
      [{ positive: ['p0'], maxPerGroup: 1, groupBy: 'brnd' }, '/groupBy'],
      [{ positive: ['p0'], filter: 'brnd:Lux' }, '/filter'],
      [{ positive: ['p0'], filter: ['brand'] }, '/filter'],
      [{ positive: ['p0'], mmrLambda: 2 }, '/mmrLambda'],
      [{ positive: ['p0'], fallback: 'random' }, '/fallback'],
      [{ positive: ['p0'], include: ['everything'] }, '/include'],
      [{ positive: ['p0'], k: 3 }, '/k'],
      [['p0'], ''],
    ];
    for (const [body, pointer] of cases) {
      const { status, json } = await query(body);
      expect({ status, code: json.code }, JSON.stringify(body)).toEqual({ status: 422, code: 'invalid-request' });
      expect(json.errors[0].pointer, JSON.stringify(body)).toBe(pointer);
    }
  });

  it('says which field may be meant', async () => {
    expect((await query({ positive: ['p0'], k: 3 })).json.detail).toContain('did you mean limit?');
    expect((await query({ positive: [{ id: 'p0', wieght: 3 }] })).json.detail).toContain('did you mean weight?');
    expect((await query({ positive: ['p0'], filter: 'brnd:Lux' })).json.detail).toContain('did you mean brand?');
    expect((await query({ positive: ['p0'], negative: ['p0'] })).json.detail).toContain('cancel out');
  });

  it('reads examples under the version that it searches, also right after another version went live', async () => {
    await api.models.publish(
      linearModelOf([
        [2, 0],
        [0, 1],
      ]),
    );
    for (const degrees of [0, 30]) await put(`p${degrees}`, [1, degrees]);
    expect(await idsOf({ positive: [{ features: [1, 0] }] })).toEqual(['p0', 'p30']);
  });
});
