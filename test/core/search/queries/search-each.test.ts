import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Search, searchEach } from '../../../../lambdas/core/search/queries/search-each.ts';
import { searchWithCount } from '../../../../lambdas/core/search/search-exact.ts';
import { normals } from '../../../support/core/kernel-cases.ts';
import { packedProducts, servedIndex } from '../../../support/core/packed.ts';

const D = 10;
const products = packedProducts(600, D);
const index = servedIndex(products, 250);
index.upsert('p3', normals(D, 'changed'));

const searches: fc.Arbitrary<Search> = fc.record({
  query: fc.oneof(
    fc.nat(99).map((seed) => normals(D, 'query', seed)),
    fc.constant(new Float32Array(D)),
  ),
  options: fc.record({
    k: fc.constantFrom(1, 7, 30, 1024),
    minScore: fc.constantFrom(-Infinity, 0.3),
    excludeIds: fc.array(fc.nat(700).map((i) => `p${i}`)).map((ids) => new Set(ids)),
    filter: fc.constantFrom(
      undefined,
      { op: 'range' as const, field: 'price', min: 5, max: 25 },
      { op: 'in' as const, field: 'brand', words: ['brand 1'] },
    ),
    groups: fc.constantFrom(undefined, { field: 'brand', max: 1 }),
    after: fc.constantFrom(undefined, { id: 'p300', score: 0.5, rank: 7 }, { id: 'p1', score: -0.2, rank: 90 }),
    withVectors: fc.boolean(),
  }),
});

describe('searchEach', () => {
  it('gives each search the result that it has alone, for any filters, exclusions, groups and places', () => {
    fc.assert(
      fc.property(fc.array(searches, { maxLength: 12 }), (all) => {
        expect(searchEach(index, all)).toEqual(all.map(({ query, options }) => searchWithCount(index, query, options)));
      }),
      { numRuns: 40 },
    );
  });

  it('scans more queries than fit into one batch', () => {
    const all = Array.from({ length: 70 }, (_, i) => ({ query: normals(D, 'query', i), options: { k: 7 } }));
    expect(searchEach(index, all)).toEqual(all.map(({ query, options }) => searchWithCount(index, query, options)));
    expect(searchEach(index, [])).toEqual([]);
  });

  it('scans a query alone if a batch has too many rows for it', () => {
    const twins = Array.from({ length: 20_000 }, (_, i) => ({ id: `p${i}`, vector: Float32Array.of(1, 0) }));
    const search = { query: Float32Array.of(1, 0), options: { k: 3 } };
    const [, second] = searchEach(servedIndex(twins), [search, search]);
    expect(second!.neighbours.map(({ id }) => id)).toEqual(['p0', 'p1', 'p10']);
    expect(second!.candidates).toBe(20_000);
  });
});
