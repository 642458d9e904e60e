import { describe, expect, it } from 'vitest';
import type { WeightsStore } from '../../lambdas/ports/weights-store.ts';

/** The tests that every weights store must pass. @param makeStore An empty store. */
export function describeWeightsStore(name: string, makeStore: () => Promise<WeightsStore>): void {
  const bytes = Uint8Array.from({ length: 1_000 }, (_, index) => index % 256);

  describe(`${name} as a WeightsStore`, () => {
    it('returns the bytes of a version, and undefined for another', async () => {
      const store = await makeStore();
      await store.save('m-1', bytes);
      expect(Uint8Array.from((await store.load('m-1'))!)).toEqual(bytes);
      expect(await store.load('m-2')).toBeUndefined();
    });

    it('accepts the same bytes twice', async () => {
      const store = await makeStore();
      await store.save('m-1', bytes);
      await store.save('m-1', bytes);
      expect(Uint8Array.from((await store.load('m-1'))!)).toEqual(bytes);
    });

    it('removes the bytes of a version, which can then be saved again; removing nothing is fine', async () => {
      const store = await makeStore();
      await store.remove('m-1');
      await store.save('m-1', bytes);
      await store.remove('m-1');
      expect(await store.load('m-1')).toBeUndefined();
      await store.save('m-1', bytes);
      expect(await store.load('m-1')).toBeDefined();
    });

    it('rejects other bytes under the same version, and does not change the first', async () => {
      const store = await makeStore();
      await store.save('m-1', bytes);
      const other = bytes.slice();
      other[0] = 1;
      await expect(store.save('m-1', other)).rejects.toMatchObject({ code: 'weights-conflict' });
      await expect(store.save('m-1', bytes.slice(1))).rejects.toMatchObject({ code: 'weights-conflict' });
      expect(Uint8Array.from((await store.load('m-1'))!)).toEqual(bytes);
    });

    it('lets exactly one of 20 concurrent callers with different bytes save a version', async () => {
      const store = await makeStore();
      const racers = Array.from({ length: 20 }, (_, index) => store.save('m-1', Uint8Array.of(index)));
      const outcomes = await Promise.allSettled(racers);
      const winner = outcomes.findIndex((outcome) => outcome.status === 'fulfilled');
      expect(outcomes.filter((outcome) => outcome.status === 'fulfilled')).toHaveLength(1);
      expect(Uint8Array.from((await store.load('m-1'))!)).toEqual(Uint8Array.of(winner));
    });

    it('succeeds for all of 20 concurrent callers with the same bytes', async () => {
      const store = await makeStore();
      await Promise.all(Array.from({ length: 20 }, () => store.save('m-1', bytes)));
      expect(Uint8Array.from((await store.load('m-1'))!)).toEqual(bytes);
    });

    it('returns the saved bytes after the caller changes its copy', async () => {
      const store = await makeStore();
      const given = bytes.slice();
      await store.save('m-1', given);
      given.fill(0);
      expect(Uint8Array.from((await store.load('m-1'))!)).toEqual(bytes);
    });
  });
}
