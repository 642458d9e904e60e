import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { defaultFeatureConfig } from '../../../lambdas/core/features/feature-config.ts';
import { fitFeatureSpace } from '../../../lambdas/core/features/feature-space.ts';
import { initializeBagModel } from '../../../lambdas/core/model/initial-model.ts';
import { embedProducts } from '../../../lambdas/core/model/model.ts';
import type { Filter } from '../../../lambdas/core/search/filter.ts';
import { readFilterFields } from '../../../lambdas/core/search/product-fields.ts';
import { MemoryProductStore } from '../../../lambdas/stores/memory/product-store.ts';
import { MemoryVectorStore } from '../../../lambdas/stores/memory/vector-store.ts';
import { ModelEmbedder } from '../../../lambdas/use-cases/models/model-embedder.ts';
import { ExactSearch } from '../../../lambdas/use-cases/search/exact-search.ts';
import { type FindSimilarPorts, findSimilar } from '../../../lambdas/use-cases/search/find-similar.ts';
import type { Example, SimilarQuery } from '../../../lambdas/use-cases/search/similar-query.ts';
import { productOf, storedProductOf, storedVectorOf, testStart } from '../../support/core/factories.ts';
import { accepts } from '../../support/core/naive-filter.ts';
import { liveIndexCacheOf } from '../../support/worlds/live-index-caches.ts';
import { MemoryModels } from '../../support/worlds/memory-models.ts';
import { noExplainer } from '../../support/worlds/no-explainer.ts';

const words = ['red', 'green', 'blue', 'lamp', 'chair', 'table'];
const catalog = Array.from({ length: 60 }, (_, i) =>
  productOf(`p${i}`, {
    title: `${words[i % 3]} ${words[3 + (i % 2)]} ${words[(i * 7) % 6]} ${i % 5}`,
    price: i,
    ...(i % 4 > 0 && { brand: `brand ${i % 4}` }),
    category: ['Home', words[3 + (i % 3)]!],
  }),
);
const byId = new Map(catalog.map((product) => [product.id, product]));
const space = fitFeatureSpace(catalog, [], defaultFeatureConfig);
const model = initializeBagModel(space, { dim: 8, seed: 1, normalize: true });
let ports: FindSimilarPorts;

beforeAll(async () => {
  const [products, vectors, models] = [new MemoryProductStore(), new MemoryVectorStore(), new MemoryModels()];
  const version = await models.publish(model);
  const all = embedProducts(model, catalog);
  for (const [i, product] of catalog.entries()) {
    await products.put(storedProductOf(product));
    const vector = Array.from(all.subarray(i * 8, (i + 1) * 8));
    const stored = { ...storedVectorOf(product.id, version, vector), fields: readFilterFields(product) };
    await vectors.putMany([stored], { updatedAt: testStart });
  }
  const search = new ExactSearch(liveIndexCacheOf({ vectors, pointers: models.pointers }));
  ports = { products, vectors, search, embedder: new ModelEmbedder(models.source), explainer: noExplainer };
});

const example: fc.Arbitrary<Example> = fc.oneof(
  fc.record({ id: fc.nat(65).map((i) => `p${i}`), weight: fc.constantFrom(1, 0.5) }),
  fc.record({ query: fc.constantFrom('red lamp', 'blue chair', 'nothing'), weight: fc.constantFrom(1, 2) }),
  fc.record({ product: fc.constantFrom(...catalog), weight: fc.constant(1) }),
);
const ranges: fc.Arbitrary<Filter> = fc.record({
  op: fc.constant('range' as const),
  field: fc.constant('price'),
  max: fc.constantFrom(20, 45),
});
const queries: fc.Arbitrary<SimilarQuery> = fc.record({
  positive: fc.array(example, { minLength: 1, maxLength: 3 }).map((all) => [{ id: 'p0', weight: 1 }, ...all]),
  negative: fc.array(example, { maxLength: 2 }).map((all) => all.map((one) => ({ ...one, weight: 0.3 }))),
  strategy: fc.constantFrom('average' as const, 'best' as const),
  limit: fc.constantFrom(2, 7, 40),
  filter: fc.option(ranges, { nil: undefined }),
  excludeIds: fc.uniqueArray(
    fc.nat(59).map((i) => `p${i}`),
    { maxLength: 9 },
  ),
  excludeSameGroup: fc.constantFrom(undefined, 'brand'),
  maxPerGroup: fc.constantFrom(undefined, 1, 3),
  groupBy: fc.constantFrom('brand', 'category'),
  minScore: fc.constantFrom(undefined, 0.2),
  mmrLambda: fc.constantFrom(undefined, 1, 0.5),
  fallback: fc.constantFrom(undefined, 'category' as const),
  include: fc.constantFrom([], ['vector' as const]),
});

/** All rows of all pages. */
async function readAll(query: SimilarQuery) {
  const rows = [];
  let cursor: string | undefined;
  do {
    const page = await findSimilar(ports, { ...query, cursor });
    rows.push(...page.neighbours);
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  return rows;
}

describe('findSimilar with examples', () => {
  it('never answers an example, an excluded or refused product, too many of a group, or one twice', async () => {
    await fc.assert(
      fc.asyncProperty(queries, async (query) => {
        const rows = await readAll(query);
        const ids = rows.map(({ id }) => id);
        const examples = [...query.positive, ...query.negative];
        const own = examples.map((one) => ('id' in one ? one.id : 'product' in one ? one.product.id : undefined));
        expect(new Set(ids).size).toBe(ids.length);
        expect(rows.map(({ rank }) => rank)).toEqual(ids.map((_, i) => i + 1));
        expect(ids.filter((id) => own.includes(id) || query.excludeIds!.includes(id))).toEqual([]);
        const groups = new Map<string, number>();
        for (const { id, score, fallback } of rows) {
          const product = byId.get(id)!;
          if (query.filter) expect(accepts(product, query.filter)).toBe(true);
          if (fallback === undefined) expect(score).toBeGreaterThanOrEqual(query.minScore ?? -1);
          if (query.excludeSameGroup && product.brand) expect(positiveBrands(query)).not.toContain(product.brand);
          const group = query.groupBy === 'brand' ? product.brand : JSON.stringify(product.category);
          if (group !== undefined) groups.set(group, (groups.get(group) ?? 0) + 1);
        }
        expect(Math.max(0, ...groups.values())).toBeLessThanOrEqual(query.maxPerGroup ?? 60);
      }),
      { numRuns: 40 },
    );
  });

  it('answers each product that meets the request, once all pages are read', async () => {
    const unlimited = { excludeIds: [], maxPerGroup: undefined, excludeSameGroup: undefined, minScore: undefined };
    await fc.assert(
      fc.asyncProperty(queries, async (query) => {
        const rows = await readAll({ ...query, ...unlimited });
        const examples = [...query.positive, ...query.negative];
        const left = catalog.filter((product) => {
          const isExample = examples.some(
            (one) => ('id' in one ? one.id : 'product' in one && one.product.id) === product.id,
          );
          return !isExample && (query.filter === undefined || accepts(product, query.filter));
        });
        expect(rows.map(({ id }) => id).sort()).toEqual(left.map(({ id }) => id).sort());
      }),
      { numRuns: 30 },
    );
  });

  it('finds the products that a search text describes', async () => {
    const query = {
      positive: [{ query: 'red lamp', weight: 1 }],
      negative: [],
      strategy: 'average',
      limit: 5,
    } as const;
    const { neighbours } = await findSimilar(ports, { ...query, include: [] });
    expect(neighbours).toHaveLength(5);
    for (const { id } of neighbours) expect(byId.get(id)?.title).toMatch(/red|lamp/);
    const unknown = await findSimilar(ports, { ...query, positive: [{ query: '???', weight: 1 }], include: [] });
    expect(unknown).toMatchObject({ neighbours: [], notEmbeddable: expect.stringContaining('???') });
  });
});

function positiveBrands({ positive }: SimilarQuery): (string | undefined)[] {
  return positive.map((one) =>
    'product' in one ? one.product.brand : 'id' in one ? byId.get(one.id)?.brand : undefined,
  );
}
