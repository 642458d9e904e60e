import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { VectorChange, VectorStore } from '../../lambdas/ports/vector-store.ts';
import { collect, removal, secondOf, sortedBy, storedVector } from './samples.ts';

/** The tests that every vector store must pass. @param makeStore An empty store. */
export function describeVectorStore(name: string, makeStore: () => Promise<VectorStore>): void {
  const idOf = (change: VectorChange) => (change.kind === 'written' ? change.stored.productId : change.productId);

  const total = async (counts: AsyncIterable<number>) => (await collect(counts)).reduce((sum, one) => sum + one, 0);

  describe(`${name} as a VectorStore`, () => {
    it.each([true, false])('returns every bit of a written vector (onlyNewer: %s)', async (onlyNewer) => {
      const store = await makeStore();
      const vector = Float32Array.of(0, -0, 1, -1, 1e-45, 3.4028234663852886e38, Math.fround(Math.PI));
      const stored = { ...storedVector('a', 1), vector };
      await store.putMany([stored], { updatedAt: secondOf(1), onlyNewer });
      expect(await store.get('a', 'm-1')).toEqual(stored);
    });

    it.each([true, false])('stores the fields to filter by (onlyNewer: %s)', async (onlyNewer) => {
      const store = await makeStore();
      const fields = { brand: 'Lüx', price: 19.5, category: ['a', 'b'], 'attributes.new': true };
      const stored = { ...storedVector('a', 1), fields };
      await store.putMany([stored], { updatedAt: secondOf(1), onlyNewer });
      expect(await store.get('a', 'm-1')).toEqual(stored);
      expect(await collect(store.changes('m-1'))).toEqual([{ kind: 'written', stored, updatedAt: secondOf(1) }]);
    });

    it('separates versions and products', async () => {
      const store = await makeStore();
      await store.putMany([storedVector('a', 1, 'm-1')], { updatedAt: secondOf(1) });
      await store.putMany([storedVector('a', 2, 'm-2')], { updatedAt: secondOf(1) });
      expect(await store.get('a', 'm-1')).toEqual(storedVector('a', 1, 'm-1'));
      expect(await store.get('a', 'm-2')).toEqual(storedVector('a', 2, 'm-2'));
      expect(await store.get('a', 'm-3')).toBeUndefined();
      expect(await store.get('b', 'm-1')).toBeUndefined();
      expect(await collect(store.changes('m-2'))).toHaveLength(1);
    });

    it.each([true, false])('stores the last of several vectors of one product (onlyNewer: %s)', async (onlyNewer) => {
      const store = await makeStore();
      const vectors = [storedVector('a', 1), storedVector('b', 1), storedVector('a', 2)];
      await store.putMany(vectors, { updatedAt: secondOf(1), onlyNewer });
      expect(await store.get('a', 'm-1')).toEqual(storedVector('a', 2));
      expect(await collect(store.changes('m-1'))).toHaveLength(2);
    });

    it('does not replace a vector of a newer revision, but one of the same revision', async () => {
      const store = await makeStore();
      await store.putMany([storedVector('a', 2)], { updatedAt: secondOf(1) });
      await store.putMany([storedVector('a', 1)], { updatedAt: secondOf(2) });
      expect(await store.get('a', 'm-1')).toEqual(storedVector('a', 2));
      const again = { ...storedVector('a', 2), vector: Float32Array.of(7) };
      await store.putMany([again], { updatedAt: secondOf(3) });
      expect(await store.get('a', 'm-1')).toEqual(again);
    });

    it('replaces every stored vector when it writes in bulk', async () => {
      const store = await makeStore();
      await store.putMany([storedVector('a', 2)], { updatedAt: secondOf(1) });
      await store.putMany([storedVector('a', 1)], { updatedAt: secondOf(2), onlyNewer: false });
      expect(await store.get('a', 'm-1')).toEqual(storedVector('a', 1));
    });

    it('does not restore a removed product by a late vector, but by a newer one', async () => {
      const store = await makeStore();
      await store.putMany([storedVector('a', 1)], { updatedAt: secondOf(1) });
      await store.remove('a', 'm-1', removal(3));
      await store.putMany([storedVector('a', 2)], { updatedAt: secondOf(4) });
      expect(await store.get('a', 'm-1')).toBeUndefined();
      await store.putMany([storedVector('a', 4)], { updatedAt: secondOf(5) });
      expect(await store.get('a', 'm-1')).toEqual(storedVector('a', 4));
    });

    it('does not remove a vector of a newer revision', async () => {
      const store = await makeStore();
      await store.putMany([storedVector('a', 3)], { updatedAt: secondOf(3) });
      await store.remove('a', 'm-1', removal(2));
      expect(await store.get('a', 'm-1')).toEqual(storedVector('a', 3));
    });

    it('reads all changes of a version, or those since a time, inclusive', async () => {
      const store = await makeStore();
      const ids = Array.from({ length: 60 }, (_, index) => `product-${String(index).padStart(2, '0')}`);
      const early = ids.slice(0, 40).map((id) => storedVector(id, 1));
      const late = ids.slice(40).map((id) => storedVector(id, 1));
      await store.putMany(early, { updatedAt: secondOf(1), onlyNewer: false });
      await store.putMany(late, { updatedAt: secondOf(2) });
      await store.remove('product-00', 'm-1', { revision: removal(3).revision, updatedAt: secondOf(3) });
      expect(sortedBy((await collect(store.changes('m-1'))).map(idOf), String)).toEqual(ids);
      const since = sortedBy(await collect(store.changes('m-1', secondOf(2))), idOf);
      expect(since).toEqual([
        { kind: 'removed', productId: 'product-00', updatedAt: secondOf(3) },
        ...late.map((stored) => ({ kind: 'written', stored, updatedAt: secondOf(2) })),
      ]);
      expect(await collect(store.changes('m-1', secondOf(4)))).toEqual([]);
    });

    it('reads the removals and the marks since a time, inclusive, and no vectors that were written', async () => {
      const store = await makeStore();
      const ids = Array.from({ length: 40 }, (_, index) => `product-${index}`);
      await store.putMany(
        ids.map((id) => storedVector(id, 1)),
        { updatedAt: secondOf(2), onlyNewer: false },
      );
      await store.remove('product-1', 'm-1', { revision: removal(3).revision, updatedAt: secondOf(1) });
      await store.remove('product-2', 'm-1', { revision: removal(3).revision, updatedAt: secondOf(3) });
      await store.remove('product-3', 'm-1', { ...removal(3), updatedAt: secondOf(2), notEmbeddable: 'no text' });
      const found = sortedBy(await collect(store.removals('m-1', secondOf(2))), idOf);
      expect(found).toEqual([
        { kind: 'removed', productId: 'product-2', updatedAt: secondOf(3) },
        expect.objectContaining({ kind: 'removed', productId: 'product-3', updatedAt: secondOf(2) }),
      ]);
      expect(await collect(store.removals('m-2', secondOf(0)))).toEqual([]);
    });

    it('divides the changes into parts, in which a product keeps its place', async () => {
      const store = await makeStore();
      const ids = Array.from({ length: 40 }, (_, index) => `product-${index}`);
      await store.putMany(
        ids.map((id) => storedVector(id, 1)),
        { updatedAt: secondOf(1) },
      );
      const readPart = async (part: number) => (await collect(store.changes('m-1', secondOf(1), [part]))).map(idOf);
      const parts = await Promise.all(Array.from({ length: store.changeParts }, (_, part) => readPart(part)));
      expect(parts.flat().sort()).toEqual(ids.toSorted());
      await store.remove('product-7', 'm-1', { revision: removal(3).revision, updatedAt: secondOf(3) });
      const part = parts.findIndex((some) => some.includes('product-7'));
      expect((await collect(store.changes('m-1', secondOf(2), [part]))).map(idOf)).toEqual(['product-7']);
      const others = ids.map((_, other) => other).filter((other) => other !== part && other < store.changeParts);
      expect(await collect(store.changes('m-1', secondOf(2), others))).toEqual([]);
    });

    it('does nothing for an empty list of vectors', async () => {
      const store = await makeStore();
      await store.putMany([], { updatedAt: secondOf(1) });
      await store.putMany([], { updatedAt: secondOf(1), onlyNewer: false });
      expect(await collect(store.changes('m-1'))).toEqual([]);
    });

    it('has the same state after any order of the same writes, with repetitions', async () => {
      const steps = fc.uniqueArray(fc.nat(50), { minLength: 1, maxLength: 5 });
      const orders = steps.chain((unique) =>
        fc
          .array(fc.constantFrom(...unique), { maxLength: 3 })
          .chain((again) => fc.shuffledSubarray([...unique, ...again], { minLength: unique.length + again.length })),
      );
      const store = await makeStore();
      let runs = 0;
      await fc.assert(
        fc.asyncProperty(orders, async (order) => {
          const id = `product-${runs++}`;
          const isRemoval = (step: number) => step % 3 === 0;
          for (const step of order) {
            if (isRemoval(step)) await store.remove(id, 'm-1', removal(step));
            else await store.putMany([storedVector(id, step)], { updatedAt: secondOf(step) });
          }
          const newest = Math.max(...order);
          expect(await store.get(id, 'm-1')).toEqual(isRemoval(newest) ? undefined : storedVector(id, newest));
        }),
        { numRuns: 40 },
      );
    });

    it('stores why a product is not embeddable, instead of a vector, until a newer vector comes', async () => {
      const store = await makeStore();
      const why = { ...removal(2), notEmbeddable: 'nothing to read' };
      await store.putMany([storedVector('a', 1)], { updatedAt: secondOf(1) });
      expect(await store.whyNotEmbeddable('a', 'm-1')).toBeUndefined();
      await store.remove('a', 'm-1', why);
      const mark = { revision: why.revision, detail: 'nothing to read' };
      expect(await store.whyNotEmbeddable('a', 'm-1')).toEqual(mark);
      expect(await store.get('a', 'm-1')).toBeUndefined();
      expect((await store.getMany(['a'], 'm-1')).size).toBe(0);
      const { updatedAt } = why;
      expect(await collect(store.changes('m-1'))).toEqual([
        { kind: 'removed', productId: 'a', updatedAt, notEmbeddable: mark },
      ]);
      await store.putMany([storedVector('a', 3)], { updatedAt: secondOf(3) });
      expect(await store.whyNotEmbeddable('a', 'm-1')).toBeUndefined();
      expect(await store.get('a', 'm-1')).toEqual(storedVector('a', 3));
    });

    it('forgets why a product is not embeddable when the product is removed, or the version expires', async () => {
      const store = await makeStore();
      for (const id of ['a', 'b']) await store.remove(id, 'm-1', { ...removal(1), notEmbeddable: 'nothing to read' });
      await store.remove('a', 'm-1', removal(2));
      expect(await store.whyNotEmbeddable('a', 'm-1')).toBeUndefined();
      expect(await total(store.expire('m-1', secondOf(9)))).toBe(1);
      expect(await total(store.expire('m-1', secondOf(9)))).toBe(0);
      expect(await store.whyNotEmbeddable('b', 'm-1')).toBeUndefined();
      expect(await store.whyNotEmbeddable('nobody', 'm-1')).toBeUndefined();
    });

    it.each([[[0, 0]], [[-0, 0]], [[Number.NaN, 1]], [[1, Infinity]]])(
      'treats a stored vector of %j as the mark of a product that is not embeddable',
      async (wrong) => {
        const store = await makeStore();
        const stored = { ...storedVector('a', 1), vector: Float32Array.from(wrong) };
        await store.putMany([stored, storedVector('b', 1)], { updatedAt: secondOf(1), onlyNewer: false });
        expect(await store.get('a', 'm-1')).toBeUndefined();
        expect([...(await store.getMany(['a', 'b'], 'm-1')).keys()]).toEqual(['b']);
        expect(await store.whyNotEmbeddable('a', 'm-1')).toMatchObject({ revision: stored.revision });
        const changes = sortedBy(await collect(store.changes('m-1')), idOf);
        expect(changes.map(({ kind }) => kind)).toEqual(['removed', 'written']);
        expect(await total(store.expire('m-1', secondOf(9)))).toBe(2);
        expect(await collect(store.changes('m-1'))).toEqual([]);
      },
    );

    it('returns no vector of an expired version, until one is written again', async () => {
      const store = await makeStore();
      await store.putMany([storedVector('a', 1, 'm-1'), storedVector('b', 1, 'm-1')], { updatedAt: secondOf(1) });
      await store.putMany([storedVector('a', 1, 'm-2')], { updatedAt: secondOf(1) });
      expect(await total(store.expire('m-1', secondOf(9)))).toBe(2);
      expect(await total(store.expire('m-1', secondOf(9)))).toBe(0);
      expect(await store.get('a', 'm-1')).toBeUndefined();
      expect(await collect(store.changes('m-1'))).toEqual([]);
      expect(await store.get('a', 'm-2')).toEqual(storedVector('a', 1, 'm-2'));
      await store.putMany([storedVector('a', 1, 'm-1')], { updatedAt: secondOf(2), onlyNewer: false });
      expect((await collect(store.changes('m-1'))).map(idOf)).toEqual(['a']);
    });

    it('resumes an expiry that was interrupted', async () => {
      const store = await makeStore();
      const vectors = Array.from({ length: 1500 }, (_, i) => storedVector(`p${i}`, 1));
      await store.putMany(vectors, { updatedAt: secondOf(1), onlyNewer: false });
      let first = 0;
      for await (const count of store.expire('m-1', secondOf(9))) {
        first = count;
        break;
      }
      expect(first).toBeGreaterThan(0);
      expect(first).toBeLessThan(1500);
      expect(await total(store.expire('m-1', secondOf(9)))).toBe(1500 - first);
      expect(await collect(store.changes('m-1'))).toEqual([]);
    });

    it('returns many vectors of a version, without the ids that have none', async () => {
      const store = await makeStore();
      const ids = Array.from({ length: 230 }, (_, i) => `p${i}`);
      await store.putMany(
        ids.map((id, i) => storedVector(id, i % 50)),
        { updatedAt: secondOf(1), onlyNewer: false },
      );
      await store.putMany([storedVector('elsewhere', 1, 'm-2')], { updatedAt: secondOf(1) });
      await store.remove('p7', 'm-1', removal(55));
      const found = await store.getMany([...ids, 'elsewhere', 'nowhere', 'p8'], 'm-1');
      expect([...found.keys()].sort()).toEqual(ids.filter((id) => id !== 'p7').sort());
      expect(found.get('p8')).toEqual(storedVector('p8', 8));
      expect((await store.getMany([], 'm-1')).size).toBe(0);
    });

    it('reads all changes in pages, and resumes after any page', async () => {
      const store = await makeStore();
      const vectors = Array.from({ length: 1200 }, (_, i) => storedVector(`p${i}`, 1));
      await store.putMany(vectors, { updatedAt: secondOf(1), onlyNewer: false });
      await store.remove('gone', 'm-1', removal(3));
      const seen: string[] = [];
      let cursor: string | undefined;
      let pages = 0;
      for (let isMore = true; isMore; pages++) {
        isMore = false;
        for await (const page of store.changePages('m-1', cursor)) {
          seen.push(...page.changes.map(idOf));
          cursor = page.cursor;
          isMore = true;
          break;
        }
      }
      expect(pages).toBeGreaterThan(2);
      expect(seen.sort()).toEqual([...vectors.map(({ productId }) => productId), 'gone'].sort());
    });

    it('rejects a cursor that is not its own', async () => {
      const store = await makeStore();
      await expect(collect(store.changePages('m-1', 'nonsense'))).rejects.toMatchObject({ code: 'invalid-cursor' });
    });

    it('shares no array with its callers', async () => {
      const store = await makeStore();
      const given = storedVector('a', 1);
      await store.putMany([given], { updatedAt: secondOf(1) });
      given.vector[0] = 9;
      const first = await store.get('a', 'm-1');
      first!.vector[1] = 9;
      expect(await store.get('a', 'm-1')).toEqual(storedVector('a', 1));
    });
  });
}
