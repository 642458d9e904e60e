import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DeltaIndex } from '../../../lambdas/core/search/delta-index.ts';
import type { PackedProduct } from '../../../lambdas/core/search/pack-segment.ts';
import { searchExact } from '../../../lambdas/core/search/search-exact.ts';
import { normals } from '../../support/core/kernel-cases.ts';
import { searchAll } from '../../support/core/search-truth.ts';

const D = 12;
/** Enough products for a scan of codes, some with equal vectors, so that scores tie. */
function manyProducts(): PackedProduct[] {
  const vectors = normals(3000 * D, 'space');
  return Array.from({ length: 3000 }, (_, i) => ({
    id: `p${(i * 7919) % 3000}`,
    vector: vectors.subarray((i - (i % 3 === 2 ? 1 : 0)) * D).slice(0, D),
  }));
}

function buildIndex(products: readonly PackedProduct[]): DeltaIndex {
  const index = new DeltaIndex('m-1', D);
  for (const { id, vector, fields } of products) index.upsert(id, vector, fields);
  return index;
}

describe('searchExact in a large index', () => {
  const products = manyProducts();
  const index = buildIndex(products);

  it('gives the bits of scoring all products, with ties, exclusions and minScore', () => {
    fc.assert(
      fc.property(fc.nat(2999), fc.nat(999), fc.integer({ min: 1, max: 40 }), fc.boolean(), (row, seed, k, own) => {
        const query = own ? index.get(`p${row}`)!.slice() : normals(D, 'query', seed);
        const excludeIds = new Set([`p${row}`, `p${seed}`, 'nothing']);
        const options = { k, excludeIds, ...(seed % 2 ? { minScore: 0.6 } : {}) };
        expect(searchExact(index, query, options)).toEqual(searchAll(products, query, options));
      }),
    );
  });

  it('finds k products that meet the filter', () => {
    const isSeven = ({ id }: PackedProduct) => id.endsWith('7');
    const filtered = buildIndex(products.map((one) => (isSeven(one) ? { ...one, fields: { brand: 'seven' } } : one)));
    const found = searchExact(filtered, normals(D, 'query'), {
      k: 5,
      filter: { op: 'in', field: 'brand', words: ['seven'] },
    });
    expect(found).toEqual(searchAll(products.filter(isSeven), normals(D, 'query'), { k: 5 }));
  });

  it('handles a k above the limit of a scan', () => {
    expect(searchExact(index, normals(D, 'query'), { k: 2000 })).toHaveLength(2000);
  });

  it('finds products written, replaced and removed since the last search', () => {
    const changing = buildIndex(products);
    const query = normals(D, 'query');
    const [first] = searchExact(changing, query, { k: 1 });
    changing.remove(first!.id);
    changing.upsert('new', query);
    for (let i = 0; i < 50; i++) changing.remove(`p${i}`);
    changing.upsert(
      'p77',
      query.map((x) => -x),
    );
    const found = searchExact(changing, query, { k: 20 });
    expect(found[0]!.id).toBe('new');
    const now = changing.ids.map((id) => ({ id, vector: changing.get(id)! }));
    expect(found.map(({ id }) => id)).toEqual(searchAll(now, query, { k: 20 }).map(({ id }) => id));
    const last = searchExact(
      changing,
      query.map((x) => -x),
      { k: 1 },
    );
    expect(last[0]!.id).toBe('p77');
  });
});
