import { describe, expect, it } from 'vitest';
import { assembleMap } from '../../../lambdas/core/map/assemble-map.ts';
import { describeProduct, listCategories } from '../../../lambdas/core/map/described-product.ts';
import { unpackPoints } from '../../../lambdas/core/map/points.ts';

const about = { modelVersion: 'm-1', method: 'pca', createdAt: '2026-01-01T00:00:00.000Z' } as const;

/** Lamps and chairs in turn. */
const furniture = Array.from({ length: 40 }, (_, i) =>
  describeProduct(
    i % 2 === 0
      ? { id: `p${i}`, title: `Brass lamp with shade ${i}`, brand: 'Lumen', category: 'Home > Lamps', price: i }
      : { id: `p${i}`, title: `Oak chair with arms ${i}`, category: ['Home', 'Chairs'] },
  ),
);
const inTurn = Int32Array.from(furniture, (_, i) => i % 2);

describe('the categories of a map', () => {
  it('are as many first steps as it takes to have eight values', () => {
    const deep = Array.from({ length: 20 }, (_, i) =>
      describeProduct({ id: `p${i}`, category: ['Home', `Room ${i % 10}`, `Thing ${i}`] }),
    );
    expect(new Set(listCategories(deep)).size).toBe(10);
    expect(listCategories(deep)[3]).toBe('Home > Room 3');
  });

  it('are whole paths if no step has so many values, and undefined without a category', () => {
    const few = [{ id: 'a', category: 'Home > Lamps' }, { id: 'b', category: 'Home' }, { id: 'c' }].map(
      describeProduct,
    );
    expect(listCategories(few)).toEqual(['Home > Lamps', 'Home', undefined]);
  });
});

describe('a map', () => {
  const placed = {
    products: furniture,
    points: Float32Array.from({ length: 80 }, (_, i) => i),
    clusters: inTurn,
    clusterCount: 3,
  };
  const { map, points, names } = assembleMap(placed, about);

  it('has points, colours and names in the same order', () => {
    expect(map).toMatchObject({ ...about, products: 40, parts: 1, nameParts: 1 });
    expect(map.bounds).toEqual({ minX: 0, maxX: 78, minY: 1, maxY: 79 });
    const { x, codes } = unpackPoints(points[0]!, map.colours.length);
    expect([x[0], x[39]]).toEqual([0, 65_535]);
    expect(map.colours.map(({ field }) => field)).toEqual(['cluster', 'category', 'brand', 'price']);
    const brands = map.colours[2]!;
    expect(brands).toMatchObject({ values: ['Lumen'], counts: [20], missing: 20 });
    expect([...codes[2]!.subarray(0, 3)]).toEqual([0, 255, 0]);
    expect(names[0]!.slice(0, 2)).toEqual([
      ['p0', 'Brass lamp with shade 0'],
      ['p1', 'Oak chair with arms 1'],
    ]);
  });

  it('lists only the clusters that have products, each with its products and its place', () => {
    expect(map.clusters.map(({ products }) => products)).toEqual([20, 20]);
    expect(map.clusters.map(({ x }) => x).sort((a, b) => a - b)).toEqual([40, 42]);
  });

  it('cuts long titles, but not in the middle of a character', () => {
    const { title } = describeProduct({ id: 'a', title: '🪑'.repeat(100) });
    expect(title).toBe(`${'🪑'.repeat(59)}…`);
    expect(describeProduct({ id: 'a', title: 'x'.repeat(120) }).title).toHaveLength(120);
  });
});
