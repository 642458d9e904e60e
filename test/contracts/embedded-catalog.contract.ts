import { describe, expect, it } from 'vitest';
import type { ProductStore } from '../../lambdas/ports/product-store.ts';
import type { EmbeddedCatalog, VectorStore } from '../../lambdas/ports/vector-store.ts';
import { collect, removal, sortedBy, storedProduct, storedVector } from './samples.ts';

/** A catalog with the stores that fill it. */
export interface EmbeddedCatalogUnderTest {
  readonly catalog: EmbeddedCatalog;
  readonly products: ProductStore;
  readonly vectors: VectorStore;
}

const ids = Array.from({ length: 40 }, (_, i) => `product-${String(i).padStart(2, '0')}`);
const at = { updatedAt: removal(2).updatedAt };

/** What every catalog with vectors keeps to. @param make An empty one. */
export function describeEmbeddedCatalog(name: string, make: () => Promise<EmbeddedCatalogUnderTest>): void {
  describe(`${name} as an EmbeddedCatalog`, () => {
    it.each([1, 3])(
      'gives each product of %i parts once, with its vector under the version, and vectors without a product',
      async (segments) => {
        const { catalog, products, vectors } = await make();
        // A page of a scan has a megabyte.
        const long = 'long '.repeat(10_000);
        for (const id of ids) {
          const stored = storedProduct(id, 1);
          await products.put({ ...stored, product: { ...stored.product, description: long } });
        }
        await products.remove(ids[3]!, removal(2));
        await vectors.putMany(
          ids.slice(0, 30).map((id) => storedVector(id, 1, 'm-1')),
          at,
        );
        await vectors.putMany(
          ids.map((id) => storedVector(id, 2, 'm-2')),
          at,
        );
        await vectors.remove(ids[5]!, 'm-1', removal(2));
        await vectors.remove(ids[6]!, 'm-1', { ...removal(2), notEmbeddable: 'nothing to read' });
        const parts = Array.from({ length: segments }, (_, segment) => catalog.scan('m-1', { segment, segments }));
        const scanned = (await Promise.all(parts.map(collect))).flat();
        const found = sortedBy(scanned, ({ id }) => id);
        expect(found.map(({ id }) => id)).toEqual(ids);
        expect(found[0]!.stored!.product.description).toBe(long);
        expect(found.filter(({ stored }) => stored === undefined)).toEqual([
          { id: ids[3], vector: storedVector(ids[3]!, 1, 'm-1') },
        ]);
        const without = new Set([5, 6, ...ids.slice(30).map((_, i) => 30 + i)].map((i) => ids[i]!));
        for (const { id, vector } of found) {
          expect(vector, id).toEqual(without.has(id) ? undefined : storedVector(id, 1, 'm-1'));
        }
      },
    );

    it('gives no vector that is about to be deleted', async () => {
      const { catalog, products, vectors } = await make();
      await products.put(storedProduct('a', 1));
      await vectors.putMany([storedVector('a', 1, 'm-1')], at);
      for await (const _ of vectors.expire('m-1', '2999-01-01T00:00:00.000Z'));
      expect(await collect(catalog.scan('m-1', { segment: 0, segments: 1 }))).toEqual([
        { id: 'a', stored: storedProduct('a', 1) },
      ]);
    });
  });
}
