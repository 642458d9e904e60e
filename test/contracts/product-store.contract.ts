import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Product } from '../../lambdas/core/catalog/product.ts';
import type { CatalogPages, CatalogPlace, ProductState, ProductStore } from '../../lambdas/ports/product-store.ts';
import { sha256OfContent } from '../../lambdas/shared/sha256.ts';
import { collect, removal, revision, secondOf, sortedBy, storedProduct } from './samples.ts';

function stateOfProduct(id: string, step: number): ProductState {
  return { id, revision: revision(step), contentSha256: sha256OfContent(storedProduct(id, step).product) };
}

/** The tests that every product store must pass. @param makeStore An empty store. */
export function describeProductStore(name: string, makeStore: () => Promise<ProductStore>): void {
  describe(`${name} as a ProductStore`, () => {
    it('returns a product as it was written', async () => {
      const store = await makeStore();
      const product: Product = {
        id: 'a/b c#ü\u{1f600}',
        title: '',
        category: ['wide', 'narrow'],
        price: 0.1,
        attributes: { flag: false, size: 1e-7, words: [] },
        vectors: { image: [0.1, -2] },
        features: [1, 0.30000000000000004],
      };
      const stored = { product, revision: revision(1), updatedAt: secondOf(1) };
      expect(await store.put(stored)).toBe('written');
      expect(await store.get(product.id)).toEqual(stored);
    });

    it('returns undefined for a product that was not written', async () => {
      expect(await (await makeStore()).get('a')).toBeUndefined();
    });

    it('returns `duplicate` for the same write and `stale` for an older one, and stores the newest', async () => {
      const store = await makeStore();
      expect(await store.put(storedProduct('a', 2))).toBe('written');
      expect(await store.put(storedProduct('a', 2))).toBe('duplicate');
      expect(await store.put(storedProduct('a', 1))).toBe('stale');
      expect(await store.put(storedProduct('a', 3))).toBe('written');
      expect(await store.get('a')).toEqual(storedProduct('a', 3));
    });

    it('returns `duplicate` for another content of the same revision, and stores the first', async () => {
      const store = await makeStore();
      await store.put(storedProduct('a', 1));
      const other = { ...storedProduct('a', 2), revision: revision(1) };
      expect(await store.put(other)).toBe('duplicate');
      expect(await store.get('a')).toEqual(storedProduct('a', 1));
    });

    it('does not restore a removed product by a late write, but by a newer one', async () => {
      const store = await makeStore();
      await store.put(storedProduct('a', 1));
      expect(await store.remove('a', removal(3))).toBe('written');
      expect(await store.remove('a', removal(3))).toBe('duplicate');
      expect(await store.put(storedProduct('a', 2))).toBe('stale');
      expect(await store.get('a')).toBeUndefined();
      expect(await store.put(storedProduct('a', 4))).toBe('written');
      expect(await store.get('a')).toEqual(storedProduct('a', 4));
    });

    it('stores the removal of a product that was not written', async () => {
      const store = await makeStore();
      expect(await store.remove('a', removal(2))).toBe('written');
      expect(await store.put(storedProduct('a', 1))).toBe('stale');
      expect(await store.get('a')).toBeUndefined();
    });

    it('replaces only the expected revision', async () => {
      const store = await makeStore();
      await store.put(storedProduct('a', 2));
      expect(await store.put(storedProduct('a', 3), revision(1))).toBe('precondition-failed');
      expect(await store.remove('a', removal(3), revision(1))).toBe('precondition-failed');
      expect(await store.put(storedProduct('a', 3), revision(2))).toBe('written');
      expect(await store.remove('a', removal(4), revision(3))).toBe('written');
      expect(await store.get('a')).toBeUndefined();
    });

    it('returns `precondition-failed` when a revision is expected and there is no product', async () => {
      const store = await makeStore();
      expect(await store.put(storedProduct('a', 1), revision(0))).toBe('precondition-failed');
      expect(await store.remove('a', removal(1), revision(0))).toBe('precondition-failed');
    });

    it('writes nothing where nothing is expected, but a product or a tombstone is stored', async () => {
      const store = await makeStore();
      expect(await store.put(storedProduct('a', 1), null)).toBe('written');
      expect(await store.put(storedProduct('a', 1), null)).toBe('duplicate');
      expect(await store.put(storedProduct('a', 2), null)).toBe('precondition-failed');
      await store.remove('a', removal(3));
      expect(await store.put(storedProduct('a', 4), null)).toBe('precondition-failed');
      expect(await store.put(storedProduct('a', 4), revision(3))).toBe('written');
      expect(await store.get('a')).toEqual(storedProduct('a', 4));
    });

    it('returns the states of products and tombstones, and none of others', async () => {
      const store = await makeStore();
      const history = { contentSince: revision(0), uploadLines: { first: 3, changed: 5, isNew: false } };
      await store.put(storedProduct('a', 1));
      await store.put({ ...storedProduct('b', 2), ...history });
      await store.put(storedProduct('c', 1));
      await store.remove('c', removal(3));
      const states = new Map([
        ['a', stateOfProduct('a', 1)],
        ['b', { ...stateOfProduct('b', 2), ...history }],
        ['c', { id: 'c', revision: revision(3) }],
      ]);
      expect(await store.getStates(['a', 'b', 'c', 'd', 'a'])).toEqual(states);
      expect(await store.get('b')).toEqual({ ...storedProduct('b', 2), ...history });
      const parts = await Promise.all([0, 1, 2].map((segment) => collect(store.scanStates({ segment, segments: 3 }))));
      expect(sortedBy(parts.flat(), ({ id }) => id)).toEqual([...states.values()]);
      expect(sortedBy(await collect(store.scanStates()), ({ id }) => id)).toEqual([...states.values()]);
    });

    it('returns the products of many ids as it returns each of them, more than one call of a database reads', async () => {
      const store = await makeStore();
      const ids = Array.from({ length: 130 }, (_, index) => `product-${index}`);
      await Promise.all(ids.map((id, index) => store.put(storedProduct(id, 1 + (index % 7)))));
      await store.remove('product-3', removal(9));
      const left = ids.filter((id) => id !== 'product-3');
      const each = await Promise.all(left.map(async (id) => [id, await store.get(id)] as const));
      expect(await store.getMany([...ids, 'absent', 'product-1'])).toEqual(new Map(each));
      expect(await store.getMany([])).toEqual(new Map());
    });

    it('returns the same state for the same content with its fields in any order', async () => {
      const store = await makeStore();
      const at = { revision: revision(1), updatedAt: secondOf(1) };
      await store.put({ ...at, product: { id: 'a', title: 'A', attributes: { x: 1, y: ['2'] } } });
      const first = (await store.getStates(['a'])).get('a');
      const product = { attributes: { y: ['2'], x: 1 }, title: 'A', id: 'a' };
      await store.put({ ...at, revision: revision(2), product });
      expect(first?.contentSha256).toBe(sha256OfContent(product));
      expect((await store.getStates(['a'])).get('a')?.contentSha256).toBe(first?.contentSha256);
      await store.put({ ...at, revision: revision(3), product: { ...product, attributes: { x: 1, y: ['3'] } } });
      expect((await store.getStates(['a'])).get('a')?.contentSha256).not.toBe(first?.contentSha256);
    });

    it('returns the states of more products than one call of a database reads', async () => {
      const store = await makeStore();
      const ids = Array.from({ length: 230 }, (_, index) => `product-${index}`);
      await Promise.all(ids.map((id) => store.put(storedProduct(id, 1))));
      expect(new Set((await store.getStates(ids)).keys())).toEqual(new Set(ids));
    });

    it('returns `stale` for an older write that expects the stored revision', async () => {
      const store = await makeStore();
      await store.put(storedProduct('a', 2));
      expect(await store.put(storedProduct('a', 1), revision(2))).toBe('stale');
    });

    it('returns `duplicate` for a repeated write whose precondition no longer holds', async () => {
      const store = await makeStore();
      await store.put(storedProduct('a', 1));
      await store.put(storedProduct('a', 2), revision(1));
      expect(await store.put(storedProduct('a', 2), revision(1))).toBe('duplicate');
    });

    it('lets exactly one of 20 concurrent callers replace the revision that all expect', async () => {
      const store = await makeStore();
      await store.put(storedProduct('a', 0));
      const racers = Array.from({ length: 20 }, (_, index) => store.put(storedProduct('a', index + 1), revision(0)));
      const outcomes = await Promise.all(racers);
      expect(outcomes.filter((outcome) => outcome === 'written')).toHaveLength(1);
      expect(await store.get('a')).toEqual(storedProduct('a', outcomes.indexOf('written') + 1));
    });

    it('has the same state after any order of the same writes, with repetitions', async () => {
      const steps = fc.uniqueArray(fc.nat(50), { minLength: 1, maxLength: 6 });
      const writes = steps.chain((unique) =>
        fc.record({
          // Every write at least once, some again, in any order.
          order: fc.array(fc.constantFrom(...unique), { maxLength: 4 }).chain((again) => {
            const all = [...unique, ...again];
            return fc.shuffledSubarray(all, { minLength: all.length });
          }),
          newest: fc.constant(Math.max(...unique)),
        }),
      );
      const store = await makeStore();
      let runs = 0;
      await fc.assert(
        fc.asyncProperty(writes, fc.integer({ min: 2, max: 3 }), async ({ order, newest }, removedEvery) => {
          const id = `product-${runs++}`;
          const isRemoval = (step: number) => step % removedEvery === 0;
          for (const step of order) {
            if (isRemoval(step)) await store.remove(id, removal(step));
            else await store.put(storedProduct(id, step));
          }
          expect(await store.get(id)).toEqual(isRemoval(newest) ? undefined : storedProduct(id, newest));
        }),
        { numRuns: 40 },
      );
    });

    it('scans each product that is not removed once', async () => {
      const store = await makeStore();
      const ids = Array.from({ length: 60 }, (_, index) => `product-${String(index).padStart(2, '0')}`);
      await Promise.all(ids.map((id) => store.put(storedProduct(id, 1))));
      await store.remove('product-07', removal(2));
      await store.remove('never-there', removal(2));
      const scanned = sortedBy(await collect(store.scan()), (stored) => stored.product.id);
      expect(scanned).toEqual(ids.filter((id) => id !== 'product-07').map((id) => storedProduct(id, 1)));
    });

    it.each([1, 2, 7])('scans the same products in %i parts as in one', async (segments) => {
      const store = await makeStore();
      const ids = Array.from({ length: 40 }, (_, index) => `product-${String(index).padStart(2, '0')}`);
      await Promise.all(ids.map((id) => store.put(storedProduct(id, 1))));
      const parts = await Promise.all(
        Array.from({ length: segments }, (_, segment) => collect(store.scan({ segment, segments }))),
      );
      expect(
        parts
          .flat()
          .map(({ product }) => product.id)
          .sort(),
      ).toEqual(ids);
    });

    it('allows a scan to end early', async () => {
      const store = await makeStore();
      await Promise.all(['a', 'b', 'c'].map((id) => store.put(storedProduct(id, 1))));
      const seen: string[] = [];
      for await (const { product } of store.scan()) {
        seen.push(product.id);
        if (seen.length === 2) break;
      }
      expect(new Set(seen).size).toBe(2);
    });

    it('shares no object with its callers', async () => {
      const store = await makeStore();
      const given = { product: { id: 'a', features: [1, 2] }, revision: revision(1), updatedAt: secondOf(1) };
      await store.put(given);
      given.product.features[0] = 9;
      const first = await store.get('a');
      (first!.product.features as number[])[1] = 9;
      expect((await store.get('a'))?.product.features).toEqual([1, 2]);
    });
  });
}

/** The tests that every store must pass whose catalog is read in pages. @param makeStore An empty store. */
export function describeCatalogPages(name: string, makeStore: () => Promise<ProductStore & CatalogPages>): void {
  describe(`${name} as CatalogPages`, () => {
    it('reads the catalog in pages, which can begin after any product, without removed ones', async () => {
      const store = await makeStore();
      const ids = Array.from({ length: 23 }, (_, i) => `p/${i}?`);
      for (const id of ids) await store.put(storedProduct(id, 1));
      await store.remove('p/3?', removal(2));
      const readAll = async (limit: number, from?: CatalogPlace) => {
        const found: string[] = [];
        let after = from;
        do {
          const { products, end } = await store.scanPage(limit, after);
          expect(products.length).toBeLessThanOrEqual(limit);
          found.push(...products.map(({ product }) => product.id));
          after = end;
        } while (after !== undefined);
        return found;
      };
      const all = await readAll(4);
      expect(all.toSorted()).toEqual(ids.filter((id) => id !== 'p/3?').toSorted());
      expect(await readAll(100)).toEqual(all);
      expect(await readAll(7, { id: all[9]! })).toEqual(all.slice(10));
      expect(await store.scanPage(100, { id: all.at(-1)! })).toEqual({ products: [] });
    });
  });
}
