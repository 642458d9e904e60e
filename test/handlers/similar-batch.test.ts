import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { memoryApi } from '../support/api/memory-api.ts';
import { identityModel, linearModelOf } from '../support/core/factories.ts';

afterAll(() => vi.resetModules());

let api: Awaited<ReturnType<typeof memoryApi>>;
const post = (path: string, body: object) => api.request('POST', path, { body });
const batch = (queries: readonly unknown[]) => post('/v1/similar:batch', { queries });

beforeEach(async () => {
  api = await memoryApi();
  await api.models.publish(identityModel);
  for (let i = 0; i < 9; i++) {
    const body = { features: [Math.cos(i / 4), Math.sin(i / 4)], brand: i % 2 ? 'Lux' : 'Rex', category: 'Home' };
    await api.request('PUT', `/v1/products/p${i}`, { body });
  }
});

describe('POST /v1/similar:batch', () => {
  it('answers each query as it would be answered alone', async () => {
    const queries = [
      { positive: ['p0'], limit: 2 },
      { positive: ['p0'], limit: 3, filter: 'brand:Lux', include: ['product', 'vector'] },
      { positive: ['p1', 'p5'], negative: ['p8'], strategy: 'best', maxPerGroup: 2 },
      { positive: [[1, 1]], mmrLambda: 0.4, limit: 3 },
      { positive: ['p3'], minScore: 0.9, fallback: 'category', limit: 5 },
      { positive: ['p4'], maxPerGroup: 1, excludeSameGroup: 'brand', excludeIds: ['p2'] },
    ];
    const alone = await Promise.all(queries.map(async (query) => (await post('/v1/similar:query', query)).json));
    const { status, json } = await batch(queries);
    expect(status).toBe(200);
    expect(json.data).toEqual(alone.map((result, index) => ({ index, result })));
    const cursor = json.data[0].result.nextCursor;
    const next = await batch([{ positive: ['p0'], cursor }, queries[1]]);
    expect(next.json.data[0].result.data[0]).toMatchObject({ id: 'p3', rank: 3 });
  });

  it('gives a query that cannot be answered a problem of its own, at its place', async () => {
    const { status, json } = await batch([
      { positive: ['nobody'] },
      { positive: ['p0'], limit: 1 },
      { positive: ['p0'], limt: 1 },
      'p0',
      { positive: ['p0'], filter: 'colour:red' },
      { positive: ['p0'], cursor: 'tampered' },
    ]);
    expect(status).toBe(200);
    const shown = json.data.map(({ result, problem }: Record<string, Record<string, unknown>>) =>
      result ? 'result' : [problem!.status, problem!.code, (problem!.errors as { pointer: string }[])?.[0]?.pointer],
    );
    expect(shown).toEqual([
      [404, 'product-not-found', undefined],
      'result',
      [422, 'invalid-request', '/queries/2/limt'],
      [422, 'invalid-request', '/queries/3'],
      [422, 'invalid-request', '/queries/4/filter'],
      [400, 'invalid-cursor', undefined],
    ]);
    expect(json.data[2].problem.detail).toContain('did you mean limit?');
  });

  it('refuses no query, more than 100, and what is no list', async () => {
    for (const queries of [[], Array(101).fill({ positive: ['p0'] }), undefined]) {
      expect((await post('/v1/similar:batch', { queries })).json.errors[0].pointer).toBe('/queries');
    }
    expect((await batch(Array(100).fill({ positive: ['p0'], limit: 1 }))).json.data).toHaveLength(100);
  });

  it('logs the failure of a store once for each query that it costs, and says that trying again helps', async () => {
    const warn = vi.spyOn(api.logger, 'warn').mockReturnValue();
    vi.spyOn(api.products, 'get').mockRejectedValue(new api.StoreError('unavailable', 'table secret does not answer'));
    const { json } = await batch([{ positive: ['p0'] }, { positive: ['p0'], include: ['product'] }]);
    expect(json.data).toMatchObject([
      { index: 0, result: {} },
      { index: 1, problem: { code: 'unavailable' } },
    ]);
    expect(warn).toHaveBeenCalledOnce();
    expect(JSON.stringify(json)).not.toContain('secret');
  });

  it('searches one version for all queries: all are searched once more in one that went live meanwhile', async () => {
    vi.spyOn(api.logger, 'warn').mockReturnValue();
    const read = api.products.get.bind(api.products);
    let version = '';
    vi.spyOn(api.products, 'get').mockImplementationOnce(async (id) => {
      version = await api.models.publish(
        linearModelOf([
          [2, 0],
          [0, 1],
        ]),
      );
      return read(id);
    });
    const { json } = await batch([{ positive: ['p0'], excludeSameGroup: 'brand' }, { positive: ['p1'] }]);
    // The products have no vectors under it.
    const problem = { code: 'embedding-pending', detail: expect.stringContaining(version) };
    expect(json.data).toMatchObject([{ problem }, { problem }]);
  });
});
