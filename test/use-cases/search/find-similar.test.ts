import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { hashText } from '../../../lambdas/core/numerics/random.ts';
import { MemoryModelPointers } from '../../../lambdas/stores/memory/model-pointers.ts';
import { MemoryProductStore } from '../../../lambdas/stores/memory/product-store.ts';
import { MemoryVectorStore } from '../../../lambdas/stores/memory/vector-store.ts';
import { ExactSearch } from '../../../lambdas/use-cases/search/exact-search.ts';
import { findSimilar } from '../../../lambdas/use-cases/search/find-similar.ts';
import type { LiveIndexCache } from '../../../lambdas/use-cases/search/live-index-cache.ts';
import { similarTo } from '../../../lambdas/use-cases/search/similar-query.ts';
import { productOf, storedProductOf, storedVectorOf, testStart } from '../../support/core/factories.ts';
import { liveIndexCacheOf } from '../../support/worlds/live-index-caches.ts';
import { noEmbedder } from '../../support/worlds/no-embedder.ts';
import { noExplainer } from '../../support/worlds/no-explainer.ts';

let products: MemoryProductStore;
let vectors: MemoryVectorStore;
let pointers: MemoryModelPointers;
let indexes: LiveIndexCache;
const find = (id: string, more: object = {}) =>
  findSimilar(
    { products, vectors, search: new ExactSearch(indexes), embedder: noEmbedder, explainer: noExplainer },
    similarTo(id, { limit: 10, ...more }),
  );

async function add(id: string, vector?: number[]): Promise<void> {
  await products.put(storedProductOf(productOf(id)));
  if (vector) await vectors.putMany([storedVectorOf(id, 'm-1', vector)], { updatedAt: testStart });
}

beforeEach(async () => {
  products = new MemoryProductStore();
  vectors = new MemoryVectorStore();
  pointers = new MemoryModelPointers();
  indexes = liveIndexCacheOf({ vectors, pointers });
  await pointers.move('live', { from: undefined, to: 'm-1', at: testStart });
  await add('a', [1, 0]);
  await add('b', [1, 1]);
  await add('c', [0, 1]);
  await add('d', [-1, 0]);
});

describe('findSimilar', () => {
  it('ranks the other products by cosine', async () => {
    const { neighbours, modelVersion, asOf } = await find('a');
    expect(neighbours.map(({ id, rank }) => [id, rank])).toEqual([
      ['b', 1],
      ['c', 2],
      ['d', 3],
    ]);
    expect(neighbours[0]?.score).toBeCloseTo(Math.SQRT1_2, 6);
    expect({ modelVersion, asOf }).toEqual({ modelVersion: 'm-1', asOf: testStart });
  });

  it('applies limit, minScore and excludeIds', async () => {
    expect((await find('a', { limit: 1 })).neighbours.map(({ id }) => id)).toEqual(['b']);
    expect((await find('a', { minScore: 0 })).neighbours.map(({ id }) => id)).toEqual(['b', 'c']);
    expect((await find('a', { excludeIds: ['b', 'x'] })).neighbours.map(({ id }) => id)).toEqual(['c', 'd']);
  });

  it('continues a listing after the last page although nearer products appeared since', async () => {
    const first = await find('a', { limit: 1 });
    for (let i = 0; i < 30; i++) await add(`new${i}`, [1, i / 100]);
    const second = await find('a', { limit: 1, cursor: first.nextCursor });
    expect(second.neighbours.map(({ id, rank }) => [id, rank])).toEqual([['c', 2]]);
    const third = await find('a', { limit: 1, cursor: second.nextCursor });
    expect(third.neighbours.map(({ id }) => id)).toEqual(['d']);
    expect(third.nextCursor).toBeUndefined();
  });

  it('refuses a cursor that was changed after the search wrote it', async () => {
    const { nextCursor } = await find('a', { limit: 1 });
    const [version, request, score, rank, id, check] = JSON.parse(Buffer.from(nextCursor!, 'base64url').toString());
    const changed = [version, request, score, rank + 1, id, check];
    const cursor = Buffer.from(JSON.stringify(changed)).toString('base64url');
    await expect(find('a', { cursor })).rejects.toMatchObject({ code: 'invalid-cursor' });
  });

  it.each([[[0.5, -3, 'b']], [[0.5, 1.5, 'b']], [[0.5, 1e9, 'b']], [[9, 1, 'b']], [[0.5, 1]]])(
    'refuses a cursor that names the place %j, which no page has',
    async (place) => {
      const { nextCursor } = await find('a', { limit: 1 });
      const [version, request] = JSON.parse(Buffer.from(nextCursor!, 'base64url').toString());
      const parts = [version, request, ...place];
      const cursor = Buffer.from(JSON.stringify([...parts, hashText(JSON.stringify(parts))])).toString('base64url');
      for (const mmrLambda of [undefined, 0.5])
        await expect(find('a', { cursor, mmrLambda })).rejects.toMatchObject({ code: 'invalid-cursor' });
    },
  );

  it('ends a listing after 1,000 products', async () => {
    for (let i = 0; i < 1100; i++) await add(`p${i}`, [1, i / 1000]);
    let cursor: string | undefined;
    let shown = 0;
    for (let pages = 0; pages < 20; pages++) {
      const page = await find('a', { limit: 90, cursor });
      shown += page.neighbours.length;
      cursor = page.nextCursor;
      if (cursor === undefined) break;
    }
    expect(shown).toBe(1000);
  });

  it('returns complete: false if the engine may not have reached all products', async () => {
    expect((await find('a')).complete).toBe(true);
    const served = { modelVersion: 'm-1', asOf: testStart, stale: false, D: 2, vectorOf: () => Float32Array.of(1, 0) };
    const search = {
      live: async () => ({
        ...served,
        search: async () => ({ neighbours: [], candidates: undefined, complete: false }),
      }),
    };
    const found = await findSimilar(
      { products, vectors, search, embedder: noEmbedder, explainer: noExplainer },
      similarTo('a', { limit: 1 }),
    );
    expect(found).toMatchObject({ neighbours: [], totalCandidates: null, complete: false });
  });

  it('returns the products if requested', async () => {
    await products.remove('c', { revision: '2026-01-02#', updatedAt: testStart });
    const { neighbours } = await find('a', { include: ['product'] });
    expect(neighbours.map(({ product }) => product?.id)).toEqual(['b', undefined, 'd']);
  });

  it('finds neighbours of a product that was embedded after the index was read', async () => {
    await indexes.live();
    await add('new', [0, 2]);
    expect((await find('new', { limit: 1 })).neighbours[0]).toMatchObject({ id: 'c', rank: 1 });
  });

  it('throws a different error for a missing product, vector and model', async () => {
    await add('pending');
    await expect(find('nobody')).rejects.toMatchObject({ code: 'product-not-found' });
    await expect(find('pending')).rejects.toMatchObject({ code: 'embedding-pending' });
    indexes = liveIndexCacheOf({ vectors, pointers: new MemoryModelPointers() });
    await expect(find('a')).rejects.toMatchObject({ code: 'model-not-ready' });
  });

  it('finds nothing if the live version has no other vectors', async () => {
    await pointers.move('live', { from: 'm-1', to: 'm-2', at: testStart });
    await expect(find('a')).rejects.toMatchObject({ code: 'embedding-pending' });
    await vectors.putMany([storedVectorOf('a', 'm-2', [1, 0])], { updatedAt: testStart });
    expect((await find('a')).neighbours).toEqual([]);
  });

  it('gives the same result as sorting all cosines', async () => {
    const component = fc.integer({ min: -5, max: 5 });
    const vector = fc.tuple(component, component, component).filter((one) => one.some((x) => x !== 0));
    const catalog = fc.array(vector, { minLength: 1, maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(catalog, fc.integer({ min: 1, max: 40 }), async (rows, limit) => {
        vectors = new MemoryVectorStore();
        const ids = rows.map((_, i) => `p${String(i).padStart(2, '0')}`);
        await vectors.putMany(
          rows.map((row, i) => storedVectorOf(ids[i]!, 'm-1', row)),
          { updatedAt: testStart },
        );
        indexes = liveIndexCacheOf({ vectors, pointers });
        await products.put(storedProductOf(productOf(ids[0]!)));
        const { neighbours } = await find(ids[0]!, { limit });
        const cosines = rows.slice(1).map((row) => cosine(rows[0]!, row));
        const best = cosines.toSorted((x, y) => y - x).slice(0, limit);
        expect(neighbours).toHaveLength(best.length);
        neighbours.forEach(({ id, score, rank }, i) => {
          expect(score).toBeCloseTo(best[i]!, 5);
          expect(score).toBeCloseTo(cosine(rows[0]!, rows[ids.indexOf(id)]!), 5);
          expect(rank).toBe(i + 1);
        });
      }),
      { numRuns: 50 },
    );
  });
});

function cosine(a: readonly number[], b: readonly number[]): number {
  const dot = (x: readonly number[], y: readonly number[]) => x.reduce((sum, one, i) => sum + one * y[i]!, 0);
  return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
}
