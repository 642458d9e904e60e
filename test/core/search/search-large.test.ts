import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { searchExact } from '../../../lambdas/core/search/search-exact.ts';
import { VectorSpace } from '../../../lambdas/core/search/vector-space.ts';
import { normals } from '../../support/kernel-cases.ts';

const D = 12;
const everything = () => true;

/** A space large enough to be scanned by its codes, with twins whose scores tie. */
function largeSpace(): VectorSpace {
  const space = new VectorSpace('m-1', D);
  const vectors = normals(3000 * D, 'space');
  for (let i = 0; i < 3000; i++) {
    space.upsert(`p${(i * 7919) % 3000}`, vectors.subarray((i - (i % 3 === 2 ? 1 : 0)) * D).slice(0, D));
  }
  return space;
}

describe('searchExact in a large space', () => {
  const space = largeSpace();

  it('finds to the bit what scoring every product finds, ties, exclusions and minimum included', () => {
    fc.assert(
      fc.property(fc.nat(2999), fc.nat(999), fc.integer({ min: 1, max: 40 }), fc.boolean(), (row, seed, k, own) => {
        const query = own ? space.get(`p${row}`)!.slice() : normals(D, 'query', seed);
        const excludeIds = new Set([`p${row}`, `p${seed}`, 'nothing']);
        const options = { k, excludeIds, ...(seed % 2 ? { minScore: 0.6 } : {}) };
        expect(searchExact(space, query, options)).toEqual(
          searchExact(space, query, { ...options, filter: everything }),
        );
      }),
    );
  });

  it('leaves out what the filter leaves out, and still finds k', () => {
    const found = searchExact(space, normals(D, 'query'), { k: 5, filter: (id) => id.endsWith('7') });
    expect(found).toHaveLength(5);
    expect(found.every(({ id }) => id.endsWith('7'))).toBe(true);
  });

  it('answers for a k beyond any scan, for a query of zeros and for one that is not finite', () => {
    expect(searchExact(space, normals(D, 'query'), { k: 2000 })).toHaveLength(2000);
    const zeros = searchExact(space, new Float32Array(D), { k: 3 });
    expect(zeros).toEqual(searchExact(space, new Float32Array(D), { k: 3, filter: everything }));
    expect(searchExact(space, new Float32Array(D).fill(Number.NaN), { k: 3 })).toEqual([]);
  });

  it('sees what was written, replaced and removed since the last search', () => {
    const changing = largeSpace();
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
    expect(found).toEqual(searchExact(changing, query, { k: 20, filter: everything }));
    const last = searchExact(
      changing,
      query.map((x) => -x),
      { k: 1 },
    );
    expect(last[0]!.id).toBe('p77');
  });
});
