import { describe, expect, it } from 'vitest';
import { DeltaIndex } from '../../../../lambdas/core/search/delta-index.ts';
import { findNeighboursOfAll } from '../../../../lambdas/core/search/queries/neighbours-of-all.ts';
import { searchExact } from '../../../../lambdas/core/search/search-exact.ts';
import { packedProducts, servedIndex } from '../../../support/core/packed.ts';
import { searchAll } from '../../../support/core/search-truth.ts';

const D = 8;
const products = packedProducts(300, D);

describe('findNeighboursOfAll', () => {
  it('finds for each product of every part of an index the nearest others, once', () => {
    const index = servedIndex(products, 120);
    index.remove('p7');
    const left = products.filter(({ id }) => id !== 'p7');
    const found = [...findNeighboursOfAll(index, 5)].flat();
    expect(found.map(({ id }) => id).toSorted()).toEqual(left.map(({ id }) => id).toSorted());
    for (const { id, neighbours } of found) {
      const nearest = searchAll(left, index.get(id)!, { k: 5, excludeIds: new Set([id]) });
      // The reference does not round vectors of length 1 to float32.
      expect(neighbours.map((one) => one.id)).toEqual(nearest.map((one) => one.id));
      expect(neighbours.map(({ rank }) => rank)).toEqual([1, 2, 3, 4, 5]);
    }
  });

  it('gives what a search for one product gives, in an index that is scanned by its codes', () => {
    const index = new DeltaIndex('m', D);
    for (const { id, vector } of packedProducts(2100, D)) index.upsert(id, vector);
    const [first] = findNeighboursOfAll(index, 20);
    for (const { id, neighbours } of first!.slice(0, 20))
      expect(neighbours).toEqual(searchExact(index, index.get(id)!, { k: 20, excludeIds: new Set([id]) }));
  });

  it.each([0, 1, 119, 179, 180, 181, 298, 299, 300, 400])(
    'leaves out the first %i products, in whichever part of the index they are',
    (from) => {
      const index = servedIndex(products, 120);
      index.remove('p7');
      const all = [...findNeighboursOfAll(index, 3)].flat();
      expect([...findNeighboursOfAll(index, 3, from)].flat()).toEqual(all.slice(from));
    },
  );

  it('gives a product that is alone no neighbours, and finds as many as there are', () => {
    const index = new DeltaIndex('m', D);
    index.upsert('a', products[0]!.vector);
    expect([...findNeighboursOfAll(index, 5)]).toEqual([[{ id: 'a', neighbours: [] }]]);
    index.upsert('b', products[1]!.vector);
    expect([...findNeighboursOfAll(index, 1000)].flat().map((one) => one.neighbours.map(({ id }) => id))).toEqual([
      ['b'],
      ['a'],
    ]);
  });
});
