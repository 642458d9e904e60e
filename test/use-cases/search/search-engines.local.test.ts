import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Filter } from '../../../lambdas/core/search/filter.ts';
import { findSimilar } from '../../../lambdas/use-cases/search/find-similar.ts';
import { similarTo } from '../../../lambdas/use-cases/search/similar-query.ts';
import { describeSimilarSearch, type SearchWorld } from '../../contracts/similar-search.contract.ts';
import { productOf } from '../../support/core/factories.ts';
import { dynamoDbClient, dynamoDbForTests } from '../../support/local/local-servers.ts';
import { noEmbedder } from '../../support/worlds/no-embedder.ts';
import { noExplainer } from '../../support/worlds/no-explainer.ts';
import { exactWorld, indexedWorld } from '../../support/worlds/search-worlds.ts';

let dynamoDb: Awaited<ReturnType<typeof dynamoDbForTests>>;
beforeAll(async () => {
  dynamoDb = await dynamoDbForTests();
});
afterAll(() => dynamoDb.close());

const newIndexedWorld = () => indexedWorld(dynamoDbClient(dynamoDb.endpoint));

describeSimilarSearch('ExactSearch', async () => exactWorld());
describeSimilarSearch('IndexedSearch over the fake of SearchVectors', async (): Promise<SearchWorld> => {
  const { engine, ...world } = await newIndexedWorld();
  return { ...world, search: engine };
});

describe('IndexedSearch and FallbackSearch', () => {
  let world: Awaited<ReturnType<typeof newIndexedWorld>>;
  const entries = (count: number, brand = 'Lux') =>
    Array.from({ length: count }, (_, i) => [productOf(`p${i}`, { brand, price: i }), [1, i / 100, 0]] as const);
  const find = async (options: object = {}, query = Float32Array.of(1, 0, 0)) =>
    (await world.search.live())!.search(query, { k: 3, ...options });

  beforeEach(async () => {
    world = await newIndexedWorld();
    await world.add('m-1', entries(5));
    await world.goLive('m-1');
    world.fake.searches.length = 0;
    world.waits.length = 0;
  });

  it('query the index for one version, with one-word conditions on the fields that it filters by', async () => {
    await find({ filter: { op: 'in', field: 'brand', words: ['Lux'] } });
    const [{ SearchVector, ...search } = {}] = world.fake.searches;
    expect(SearchVector).toEqual([{ N: '1' }, { N: '0' }, { N: '0' }]);
    expect(search).toMatchObject({
      IndexName: 'vectors-3',
      TopK: 4,
      ProjectionExpression: 'productId',
      SearchConditionExpression: '#c0 = :c0 AND #c1 = :c1',
      ExpressionAttributeNames: { '#c0': 'modelVersion', '#c1': 'filter.brand' },
      ExpressionAttributeValues: { ':c0': { S: 'm-1' }, ':c1': { S: 'Lux' } },
    });
  });

  it('look for lists in a field once a minute', async () => {
    await world.add('m-1', [[productOf('xl', { attributes: { size: 'XL' } }), [1, 0, 0]]]);
    const filter = { op: 'in', field: 'attributes.size', words: ['XL'] };
    for (const seconds of [0, 59, 1]) {
      world.clock.advance(seconds);
      expect((await find({ filter })).neighbours).toHaveLength(1);
    }
    expect(world.fake.searches.map(({ TopK }) => TopK)).toEqual([1, 4, 4, 1, 4]);
  });

  it('fetch more candidates than wanted if they filter afterwards, at most 100', async () => {
    await world.add('m-1', entries(120));
    const filter = { op: 'range', field: 'price', min: 110 };
    expect(await find({ filter })).toEqual({ neighbours: [], complete: false });
    expect(world.fake.searches.map(({ TopK }) => TopK)).toEqual([13, 26, 52, 100]);
  });

  it('return complete: false if the index cannot return as many neighbours as wanted', async () => {
    await world.add('m-1', entries(120));
    const hundred = await find({ k: 100, excludeIds: new Set(['p0']) });
    expect({ found: hundred.neighbours.length, complete: hundred.complete }).toEqual({ found: 99, complete: false });
    expect(await find({ k: 99, excludeIds: new Set(['p0']) })).toMatchObject({ complete: true });
    expect((await find({ k: 100, minScore: 0.99 })).complete).toBe(true);
  });

  it('find nothing for a zero vector, and never find a zero vector', async () => {
    await world.add('m-1', [[productOf('zero'), [0, 0, 0]]]);
    expect((await find({ k: 9 })).neighbours).toHaveLength(5);
    expect(await find({}, Float32Array.of(0, 0, 0))).toEqual({ neighbours: [], complete: true });
  });

  it.each(['creating', 'backfilling', 'unheard', 'absent'] as const)(
    'try three times while the index is %s, then let the exact engine answer for 30 s',
    async (state) => {
      world.fake.state = state;
      const ids = async () => (await find()).neighbours.map(({ id }) => id);
      expect(await ids()).toEqual(['p0', 'p1', 'p2']);
      expect({ searches: world.fake.searches.length, waits: world.waits }).toEqual({ searches: 3, waits: [1, 2] });
      expect(world.warnings).toMatchObject([{ code: 'index-not-ready' }]);
      world.clock.advance(29);
      expect(await ids()).toEqual(['p0', 'p1', 'p2']);
      expect(world.fake.searches).toHaveLength(3);
      world.fake.state = 'active';
      world.clock.advance(1);
      expect(await ids()).toEqual(['p0', 'p1', 'p2']);
      expect(world.fake.searches).toHaveLength(4);
    },
  );

  it('throw unavailable if the catalog does not fit into the memory of the exact engine', async () => {
    world.memory.isLarge = false;
    world.fake.state = 'creating';
    await expect(find()).rejects.toMatchObject({ code: 'unavailable' });
    await expect(find()).rejects.toMatchObject({ code: 'unavailable' });
    world.fake.state = 'active';
    world.clock.advance(30);
    expect((await find()).neighbours).toHaveLength(3);
  });

  it('wait for an index endpoint that is a moment behind', async () => {
    world.fake.state = 'unheard';
    const served = (await world.search.live())!;
    const answer = served.search(Float32Array.of(1, 0, 0), { k: 1 });
    world.fake.state = 'active';
    expect((await answer).neighbours).toHaveLength(1);
    expect(world.warnings).toEqual([]);
  });

  it('let the exact engine serve a version that the index does not hold completely', async () => {
    await world.add('m-2', entries(2));
    await world.point('m-2');
    expect((await find()).neighbours).toHaveLength(2);
    expect({ searches: world.fake.searches, warnings: world.warnings }).toMatchObject({
      searches: [],
      warnings: [{ code: 'index-not-ready' }],
    });
  });

  it('check the index again for a version that goes live again', async () => {
    await find();
    await world.add('m-2', entries(2));
    await world.point('m-2');
    await world.indexed.remove('m-1');
    world.clock.advance(60);
    await world.point('m-1');
    world.fake.searches.length = 0;
    expect((await find()).neighbours).toHaveLength(3);
    expect({ searches: world.fake.searches, warnings: world.warnings }).toMatchObject({
      searches: [],
      warnings: [{ code: 'index-not-ready' }],
    });
  });

  it('let the exact engine serve vectors of another length, which are still stored', async () => {
    await world.add('m-2', [
      [productOf('x'), [1, 0]],
      [productOf('y'), [0, 1]],
    ]);
    expect(await world.confirm('m-2')).toBe(false);
    await world.point('m-2');
    expect((await find({}, Float32Array.of(1, 0))).neighbours.map(({ id }) => id)).toEqual(['x', 'y']);
  });

  it('never search the vectors of one version with a query of another if live moves in between', async () => {
    const served = (await world.search.live())!;
    await world.add('m-2', entries(2));
    await world.point('m-2');
    world.fake.state = 'absent';
    await expect(served.search(Float32Array.of(1, 0, 0), { k: 1 })).rejects.toMatchObject({ code: 'unavailable' });
  });

  it('pass on errors other than index-not-ready', async () => {
    const served = (await world.search.live())!;
    await expect(served.search(Float32Array.of(1, 0, 0), { k: -9 })).rejects.toThrow(/TopK/);
    expect(world.warnings).toEqual([]);
  });

  it('serve a version from the index only after its vectors were found there', async () => {
    await world.add('m-2', entries(40));
    world.fake.missing.add('p39');
    expect(await world.confirm('m-2')).toBe(false);
    world.fake.missing.clear();
    expect(await world.confirm('m-2')).toBe(true);
    world.fake.state = 'absent';
    expect(await world.confirm('m-2')).toBe(true);
    await world.add('m-3', entries(1));
    expect(await world.confirm('m-3')).toBe(false);
  });

  it('serve a catalog with more equal vectors than one query returns', async () => {
    await world.add(
      'm-2',
      Array.from({ length: 150 }, (_, i) => [productOf(`same${i}`), [1, 1, 1]] as const),
    );
    expect(await world.confirm('m-2')).toBe(true);
  });
});

describe('findSimilar over the vector index', () => {
  let world: Awaited<ReturnType<typeof newIndexedWorld>>;
  const find = async (request: object, id = 'p0') => {
    const ports = { ...world.stores, search: world.search, embedder: noEmbedder, explainer: noExplainer };
    const { neighbours } = await findSimilar(ports, similarTo(id, { limit: 9, ...request }));
    return neighbours.map((one) => one.id);
  };
  const is = (field: string, word: string): Filter => ({ op: 'in', field, words: [word] });
  const faultOf = (meant: string) => ({
    code: 'invalid-request',
    faults: [{ parameter: 'filter', detail: expect.stringContaining(`did you mean ${meant}?`) }],
  });
  const things = ['red', 'red', 'blue'].map(
    (colour, i) =>
      [
        productOf(`p${i}`, { brand: 'Lux', attributes: { colour }, payload: { parent: `g${i % 2}` } }),
        [1, i / 9, 0],
      ] as const,
  );

  beforeEach(async () => {
    world = await newIndexedWorld();
    await world.add('m-1', things);
    await world.goLive('m-1');
  });

  it('refuses a filter that finds nothing for a misspelled field, with the nearest name', async () => {
    await expect(find({ filter: is('attributes.color', 'red') })).rejects.toMatchObject(faultOf('attributes.colour'));
    const tree: Filter = { op: 'and', of: [is('attributes.color', 'x')] };
    await expect(find({ filter: tree })).rejects.toMatchObject(faultOf('attributes.colour'));
    await expect(find({ filter: is('attributes.parent', 'g0') })).rejects.toMatchObject(faultOf('payload.parent'));
    await expect(find({ filter: is('color', 'red') })).rejects.toMatchObject(faultOf('attributes.colour'));
  });

  it('answers an empty list for a right field, and for one without a similar name', async () => {
    world.fake.searches.length = 0;
    for (const _ of 'twice') expect(await find({ filter: is('attributes.colour', 'green') })).toEqual([]);
    const asked = world.fake.searches.filter(({ TopK }) => TopK === 100);
    expect(asked).toHaveLength(1);
    expect(await find({ filter: is('attributes.waterproof', 'yes') })).toEqual([]);
    expect(await find({ filter: is('colour', 'green') })).toEqual([]);
    expect([await find({ filter: is('colour', 'red') }), await find({ filter: is('parent', 'g0') })]).toEqual([
      ['p1'],
      ['p2'],
    ]);
  });

  it('finds the group of a name in the attributes or in the payload', async () => {
    expect(await find({ excludeSameGroup: 'parent' })).toEqual(['p1']);
    expect(await find({ excludeSameGroup: 'colour' })).toEqual(['p2']);
    expect(await find({ maxPerGroup: 1, groupBy: 'colour' }, 'p2')).toEqual(['p1']);
    expect(await find({ maxPerGroup: 1, groupBy: 'parent' }, 'p1')).toEqual(['p2']);
    expect(await find({ maxPerGroup: 1, groupBy: 'nobody' }, 'p1')).toEqual(['p2', 'p0']);
  });

  it('reads vectors from the store, for diversity and for the answer, and counts no facets', async () => {
    const found = await findSimilar(
      { ...world.stores, search: world.search, embedder: noEmbedder, explainer: noExplainer },
      similarTo('p0', { limit: 1, mmrLambda: 0.5, include: ['vector'], facets: ['brand'] }),
    );
    expect(found.neighbours.map(({ id }) => id)).toEqual(['p1']);
    expect(Math.hypot(...found.neighbours[0]!.vector!)).toBeCloseTo(1, 6);
    expect(found.facets).toBeNull();
    expect(await find({ mmrLambda: 0.5, cursor: found.nextCursor, facets: undefined })).toEqual(['p2']);
  });

  it('fills a short answer from the category, without mean vectors', async () => {
    await world.add('m-1', [[productOf('q', { category: 'Lamps' }), [0, 0, 1]] as const]);
    await world.add('m-1', [[productOf('r', { category: 'Lamps' }), [0, 1, 1]] as const]);
    expect(await find({ minScore: 0.9, fallback: 'category' }, 'q')).toEqual(['r']);
  });

  it('asks the exact engine for the fields while the index is not ready', async () => {
    world.fake.state = 'absent';
    await expect(find({ filter: is('attributes.color', 'red') })).rejects.toMatchObject(faultOf('attributes.colour'));
    expect(await find({ maxPerGroup: 1, groupBy: 'parent' }, 'p1')).toEqual(['p2']);
  });
});
