import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Product } from '../../../lambdas/core/catalog/product.ts';
import { reviewCatalog } from '../../../lambdas/core/review/review-catalog.ts';

/** Products with vectors in the plane, by the angle in degrees. */
function plane(...angles: readonly number[]) {
  const catalog: Product[] = angles.map((angle, i) => ({ id: `p-${i}`, title: `at ${angle}` }));
  const vectors = Float32Array.from(
    angles.flatMap((angle) => [Math.cos((angle * Math.PI) / 180), Math.sin((angle * Math.PI) / 180)]),
  );
  return { catalog, vectors, D: 2 };
}

describe('reviewCatalog', () => {
  it('shows ten products with their five nearest neighbours, nearest first', () => {
    const { examples } = reviewCatalog(plane(...Array.from({ length: 20 }, (_, i) => i * i)), 1);
    expect(new Set(examples.map(({ product }) => product.id)).size).toBe(10);
    for (const { product, neighbours } of examples) {
      const scores = neighbours.map(({ score }) => score);
      expect(scores).toHaveLength(5);
      expect(scores).toEqual(scores.toSorted((a, b) => b - a));
      expect(neighbours.map(({ id }) => id)).not.toContain(product.id);
    }
  });

  it('draws the examples by the seed', () => {
    const shop = plane(...Array.from({ length: 60 }, (_, i) => i));
    const ids = (seed: number) => reviewCatalog(shop, seed).examples.map(({ product }) => product.id);
    expect(ids(1)).toEqual(ids(1));
    expect(ids(2)).not.toEqual(ids(1));
  });

  it('counts each pair of near-duplicates once, the closest first', () => {
    const { nearDuplicates } = reviewCatalog(plane(0, 90, 4, 91), 1);
    expect(nearDuplicates.pairs).toBe(2);
    expect(nearDuplicates.first.map(({ a, b }) => [a.id, b.id])).toEqual([
      ['p-1', 'p-3'],
      ['p-0', 'p-2'],
    ]);
  });

  it('finds products that are like no other, with their nearest neighbour', () => {
    const { orphans } = reviewCatalog(plane(0, 10, 120), 1);
    expect(orphans.products).toBe(1);
    expect(orphans.first[0]).toMatchObject({ product: { id: 'p-2' }, nearest: { id: 'p-1' } });
    expect(orphans.first[0]!.nearest.score).toBeCloseTo(Math.cos((110 * Math.PI) / 180), 5);
  });

  it('finds products that are in the list of no other', () => {
    const crowd = Array.from({ length: 12 }, (_, i) => i / 100);
    expect(reviewCatalog(plane(...crowd, 170), 1).inNoList?.first.map(({ id }) => id)).toContain('p-12');
  });

  it('leaves products without a direction out, and says how many have one', () => {
    const { catalog, vectors, D } = plane(0, 30, 60, 90);
    vectors.set([0, 0, Number.NaN, 1], 0);
    const review = reviewCatalog({ catalog, vectors, D }, 1);
    expect(review).toMatchObject({ embedded: 2, reviewed: 2 });
    expect(
      review.examples
        .flatMap(({ neighbours }) => neighbours)
        .map(({ id }) => id)
        .sort(),
    ).toEqual(['p-2', 'p-3']);
  });

  it('reviews a sample of a catalog that is too large for all its products, and then knows no unlisted ones', () => {
    const D = 4096;
    const catalog = Array.from({ length: 1200 }, (_, i) => ({ id: `p-${i}` }));
    const vectors = new Float32Array(catalog.length * D);
    for (const i of catalog.keys()) vectors[i * D + (i % D)] = 1;
    const { embedded, reviewed, inNoList } = reviewCatalog({ catalog, vectors, D }, 1);
    expect(embedded).toBe(1200);
    expect(reviewed).toBe(Math.floor(4e9 / (1200 * D)));
    expect(inNoList).toBeNull();
  });

  it('is of bounded size, and has nothing to say about no products', () => {
    expect(reviewCatalog(plane(), 1)).toMatchObject({ embedded: 0, reviewed: 0, examples: [] });
    const same = reviewCatalog(plane(...Array(100).fill(7)), 1);
    expect(same.nearDuplicates.first).toHaveLength(20);
    expect(same.nearDuplicates.pairs).toBeGreaterThan(20);
  });

  it('ranks as a plain comparison of all pairs does', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 359 }), { minLength: 2, maxLength: 40 }), (angles) => {
        const { examples } = reviewCatalog(plane(...angles), 3);
        for (const { product, neighbours } of examples) {
          const own = Number(product.id.slice(2));
          const best = angles
            .filter((_, i) => i !== own)
            .map((angle) => Math.cos(((angle - angles[own]!) * Math.PI) / 180))
            .sort((a, b) => b - a);
          for (const [i, { score }] of neighbours.entries()) expect(score).toBeCloseTo(best[i]!, 4);
        }
      }),
    );
  });
});
