import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileFilter, type Filter } from '../../../lambdas/core/search/filter.ts';
import { searchWithCount } from '../../../lambdas/core/search/search-exact.ts';
import { normals } from '../../support/core/kernel-cases.ts';
import { packedProducts, servedIndex } from '../../support/core/packed.ts';

const D = 4;
const products = packedProducts(300, D);
const index = servedIndex(products.slice(0, 250), 97);
for (const { id, vector, fields } of products.slice(200)) index.upsert(id, vector, fields);
const truth = new Map(products.map((product) => [product.id, product]));

/** The reference: the values of all products that meet the filter, one by one. */
function countSlowly(field: string, filter: Filter | undefined, excluded: ReadonlySet<string>) {
  const meets = filter ? compileFilter(filter) : () => true;
  const counts = new Map<unknown, number>();
  for (const { id, fields } of truth.values()) {
    const value = fields?.[field];
    if (excluded.has(id) || !meets(fields) || value === undefined) continue;
    for (const one of [value].flat()) counts.set(one, (counts.get(one) ?? 0) + 1);
  }
  return counts;
}

describe('the facets of a search', () => {
  it('count each value among the products that meet the filter and are not excluded', () => {
    const filters = fc.constantFrom<(Filter | undefined)[]>(
      undefined,
      { op: 'range', field: 'price', min: 5, max: 25 },
      { op: 'not', of: { op: 'in', field: 'brand', words: ['brand 1'] } },
    );
    const fields = fc.constantFrom('brand', 'category', 'price', 'attributes.new');
    const excluded = fc.array(fc.nat(299).map((i) => `p${i}`)).map((ids) => new Set(ids));
    fc.assert(
      fc.property(filters, fields, excluded, (filter, field, excludeIds) => {
        const query = normals(D, 'query');
        const { facets } = searchWithCount(index, query, { k: 1, filter, excludeIds, facets: [field] });
        const { values, otherValues } = facets![field]!;
        expect(new Map(values.map(({ value, count }) => [value, count]))).toEqual(
          countSlowly(field, filter, excludeIds),
        );
        expect(values.map(({ count }) => count)).toEqual(values.map(({ count }) => count).toSorted((a, b) => b - a));
        expect(otherValues).toBe(0);
      }),
      { numRuns: 40 },
    );
  });

  it('list the hundred most frequent values, and count the others', () => {
    const many = packedProducts(150, D).map((product, i) => ({ ...product, fields: { price: i < 140 ? i : 0 } }));
    const { facets } = searchWithCount(servedIndex(many), normals(D, 'query'), { k: 1, facets: ['price', 'brand'] });
    expect(facets!.price!.values[0]).toEqual({ value: 0, count: 11 });
    expect(facets!.price).toMatchObject({ values: { length: 100 }, otherValues: 40 });
    expect(facets!.brand).toEqual({ values: [], otherValues: 0 });
  });
});
