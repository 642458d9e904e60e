import { describe, expect, it } from 'vitest';
import type { ProductMap } from '../../lambdas/core/map/product-map.ts';
import type { MapStore, StoredMap } from '../../lambdas/ports/snapshot-store.ts';
import { secondOf } from './samples.ts';

/** A map of two products in one part of points and two of names. */
export function storedMapOf(modelVersion: string, second = 1): StoredMap {
  const map: ProductMap = {
    ...{ modelVersion, method: 'umap', products: 2, createdAt: secondOf(second) },
    ...{ pointsPerPart: 65_536, parts: 1, namesPerPart: 1, nameParts: 2 },
    bounds: { minX: -1.5, maxX: 2, minY: 0, maxY: 1 },
    colours: [{ field: 'price', kind: 'number', bounds: [1, 2.5], missing: 0 }],
    clusters: [{ label: 'lamps, brass', x: 0.5, y: 0.25, products: 2 }],
  };
  return { map, points: [Uint8Array.of(0, 255, second)], names: [Uint8Array.of(1, second), Uint8Array.of(2)] };
}

/** The tests that every map store must pass. @param makeStore An empty store. */
export function describeMapStore(name: string, makeStore: () => Promise<MapStore>): void {
  describe(`${name} as a MapStore`, () => {
    it('reads a map and its parts as they were saved', async () => {
      const store = await makeStore();
      const stored = storedMapOf('m-1');
      await store.save(stored);
      expect(await store.read('m-1')).toEqual(stored.map);
      expect(Array.from((await store.readPart('m-1', 'points', 0))!)).toEqual([0, 255, 1]);
      expect(Array.from((await store.readPart('m-1', 'names', 1))!)).toEqual([2]);
    });

    it('has no map of a version without one, and no part that a map does not have', async () => {
      const store = await makeStore();
      await store.save(storedMapOf('m-1'));
      expect(await store.read('m-2')).toBeUndefined();
      expect(await store.readPart('m-2', 'points', 0)).toBeUndefined();
      expect(await store.readPart('m-1', 'points', 1)).toBeUndefined();
      expect(await store.readPart('m-1', 'names', 2)).toBeUndefined();
    });

    it('replaces the map of the same version, and no other', async () => {
      const store = await makeStore();
      for (const version of ['m-1', 'm-2']) await store.save(storedMapOf(version));
      await store.save(storedMapOf('m-1', 7));
      expect((await store.read('m-1'))?.createdAt).toBe(secondOf(7));
      expect(Array.from((await store.readPart('m-1', 'names', 0))!)).toEqual([1, 7]);
      expect(Array.from((await store.readPart('m-2', 'names', 0))!)).toEqual([1, 1]);
    });
  });
}
