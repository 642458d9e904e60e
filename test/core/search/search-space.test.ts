import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Condition } from '../../../lambdas/core/search/filter.ts';
import type { PackedProduct } from '../../../lambdas/core/search/pack-segment.ts';
import {
  type SearchOptions,
  searchExact,
  searchExactForEach,
  searchWithCount,
} from '../../../lambdas/core/search/search-exact.ts';
import { memoryFile } from '../../../lambdas/core/search/segment-file.ts';
import { normals } from '../../support/core/kernel-cases.ts';
import { packedProducts, packedSpace, servedSpace } from '../../support/core/packed.ts';
import { searchAll } from '../../support/core/search-truth.ts';

const D = 10;
const conditions: fc.Arbitrary<Condition> = fc.oneof(
  fc.record({
    field: fc.constantFrom('brand', 'category', 'attributes.new', 'attributes.none', 'price'),
    anyOf: fc.array(fc.constantFrom('brand 1', 'brand 4', 'kind 2', 'all', 'true', '7', ''), { minLength: 1 }),
  }),
  fc.record({ field: fc.constantFrom('price', 'brand'), min: fc.nat(20), max: fc.integer({ min: 10, max: 40 }) }),
);
const searches: fc.Arbitrary<SearchOptions> = fc.record({
  k: fc.integer({ min: 1, max: 30 }),
  filter: fc.array(conditions, { maxLength: 2 }),
  excludeIds: fc.array(fc.nat(600).map((i) => `p${i}`)).map((ids) => new Set(ids)),
  minScore: fc.constantFrom(-Infinity, 0, 0.4),
  groups: fc.option(
    fc.record({ field: fc.constantFrom('brand', 'category', 'price'), max: fc.integer({ min: 1, max: 3 }) }),
    { nil: undefined },
  ),
});
const changes = fc.array(fc.record({ id: fc.nat(700), seed: fc.nat(99), removes: fc.boolean() }), { maxLength: 60 });

describe('a search in a packed base under a delta', () => {
  const products = packedProducts(600, D);

  it('finds to the bit what scoring everything finds, for any filter, exclusion, group limit, minimum and changes', () => {
    fc.assert(
      fc.property(searches, changes, fc.constantFrom(600, 250, 1), fc.nat(999), (options, changed, inEach, seed) => {
        const space = servedSpace(products, inEach === 1 ? 97 : inEach);
        const truth = new Map(products.map((product) => [product.id, product]));
        for (const { id, seed: of, removes } of changed) {
          const product = packedProducts(3, D, of + 2)[id % 3]!;
          const changedProduct: PackedProduct = { ...product, id: `p${id}` };
          if (removes) truth.delete(changedProduct.id);
          else truth.set(changedProduct.id, changedProduct);
          if (removes) space.remove(changedProduct.id);
          else space.upsert(changedProduct.id, changedProduct.vector, changedProduct.fields);
        }
        const query = seed % 2 ? normals(D, 'query', seed) : products[seed % 600]!.vector;
        expect(searchExact(space, query, options)).toEqual(searchAll([...truth.values()], query, options));
        expect(space.size).toBe(truth.size);
      }),
      { numRuns: 150 },
    );
  });

  it('finds for each of many queries what it finds for one', () => {
    const space = servedSpace(products, 256);
    space.upsert('p3', normals(D, 'changed'));
    const queries = Array.from({ length: 70 }, (_, i) => normals(D, 'query', i));
    const options = { k: 7, minScore: 0.1, filter: [{ field: 'price', min: 3 }], excludeIds: new Set(['p9']) };
    const each = searchExactForEach(space, queries, options);
    expect(each).toEqual(queries.map((query) => searchExact(space, query, options)));
    expect(searchExactForEach(space, [], options)).toEqual([]);
  });

  it('finds one by one what a batch has too many of', () => {
    const twins = Array.from({ length: 20_000 }, (_, i) => ({ id: `p${i}`, vector: Float32Array.of(1, 0) }));
    const space = servedSpace(twins);
    const query = Float32Array.of(1, 0);
    expect(searchExactForEach(space, [query, query], { k: 3 })[1]).toEqual(searchExact(space, query, { k: 3 }));
    expect(searchExact(space, query, { k: 3 }).map(({ id }) => id)).toEqual(['p0', 'p1', 'p10']);
  });

  it('counts the products that were chosen from', () => {
    const space = servedSpace(products);
    const filter = [{ field: 'brand', anyOf: ['brand 1'] }];
    const all = products.filter(({ fields }) => fields?.brand === 'brand 1');
    const excludeIds = new Set([all[0]!.id]);
    const { neighbours, candidates } = searchWithCount(space, normals(D, 'query'), { k: 2, filter, excludeIds });
    expect([neighbours.length, candidates]).toEqual([2, all.length - 1]);
    const none = searchWithCount(space, normals(D, 'query'), { k: 2, filter: [{ field: 'brand', anyOf: ['none'] }] });
    expect(none).toEqual({ neighbours: [], candidates: 0 });
  });

  it('is like nothing for a query that is not finite, and ranks by id for one of zeros', () => {
    const space = servedSpace(products);
    expect(searchExact(space, new Float32Array(D).fill(Number.NaN), { k: 3 })).toEqual([]);
    const zeros = searchExact(space, new Float32Array(D), { k: 3 });
    expect(zeros.map(({ id, score }) => [id, score])).toEqual([
      ['p0', 0],
      ['p1', 0],
      ['p10', 0],
    ]);
  });
});

describe('PackedSpace', () => {
  it('reads no more vectors from its file than it scores, and none where it keeps them', () => {
    const products = packedProducts(5000, 16);
    const countedSpace = (keepVectors: boolean) => {
      const counted = { bytes: 0 };
      const file = (bytes: Uint8Array) => {
        const whole = memoryFile(bytes);
        const read = (at: number, into: Uint8Array) => {
          counted.bytes += into.length;
          whole.read(at, into);
        };
        return { ...whole, read };
      };
      const space = packedSpace(products, { keepVectors, file });
      counted.bytes = 0;
      return { space, counted };
    };
    const options = { k: 5 };
    const query = products[0]!.vector;
    for (const keepVectors of [false, true]) {
      const { space, counted } = countedSpace(keepVectors);
      const found = searchExact({ D: 16, parts: [space] }, query, options);
      expect(found).toEqual(searchAll(products, query, options));
      if (keepVectors) expect(counted.bytes).toBe(0);
      else expect(counted.bytes).toBeLessThan(200 * 16 * 4);
    }
  });

  it('tells how much of it has changed', () => {
    const space = servedSpace(packedProducts(100, D));
    expect(space.deltaShare).toBe(0);
    space.remove('p1');
    space.remove('p1');
    space.upsert('p2', new Float32Array(D).fill(1));
    space.upsert('new', new Float32Array(D).fill(1));
    expect(space.deltaShare).toBeCloseTo(0.04);
    expect(space.get('p2')![0]).toBeCloseTo(Math.sqrt(1 / D), 6);
    expect([space.get('p1'), space.size]).toEqual([undefined, 100]);
  });
});
