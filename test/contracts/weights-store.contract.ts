import { describe, expect, it } from 'vitest';
import type { WeightsStore } from '../../lambdas/ports/weights-store.ts';

/** What every weights store keeps to. @param makeStore An empty store. */
export function describeWeightsStore(name: string, makeStore: () => Promise<WeightsStore>): void {
  const bytes = Uint8Array.from({ length: 1_000 }, (_, index) => index % 256);

  describe(`${name}: the contract of weights stores`, () => {
    it('gives back the bytes of a version, and nothing for another', async () => {
      const store = await makeStore();
      await store.save('m-1', bytes);
      expect(Uint8Array.from((await store.load('m-1'))!)).toEqual(bytes);
      expect(await store.load('m-2')).toBeUndefined();
    });

    it('takes the same bytes again', async () => {
      const store = await makeStore();
      await store.save('m-1', bytes);
      await store.save('m-1', bytes);
      expect(Uint8Array.from((await store.load('m-1'))!)).toEqual(bytes);
    });

    it('refuses other bytes under the same version, and keeps the first', async () => {
      const store = await makeStore();
      await store.save('m-1', bytes);
      const other = bytes.slice();
      other[0] = 1;
      await expect(store.save('m-1', other)).rejects.toMatchObject({ code: 'weights-conflict' });
      await expect(store.save('m-1', bytes.slice(1))).rejects.toMatchObject({ code: 'weights-conflict' });
      expect(Uint8Array.from((await store.load('m-1'))!)).toEqual(bytes);
    });

    it('lets one of 20 racers with other bytes save a version', async () => {
      const store = await makeStore();
      const racers = Array.from({ length: 20 }, (_, index) => store.save('m-1', Uint8Array.of(index)));
      const outcomes = await Promise.allSettled(racers);
      const winner = outcomes.findIndex((outcome) => outcome.status === 'fulfilled');
      expect(outcomes.filter((outcome) => outcome.status === 'fulfilled')).toHaveLength(1);
      expect(Uint8Array.from((await store.load('m-1'))!)).toEqual(Uint8Array.of(winner));
    });

    it('is a success for all of 20 racers with the same bytes', async () => {
      const store = await makeStore();
      await Promise.all(Array.from({ length: 20 }, () => store.save('m-1', bytes)));
      expect(Uint8Array.from((await store.load('m-1'))!)).toEqual(bytes);
    });

    it('keeps the bytes though the caller changes theirs', async () => {
      const store = await makeStore();
      const given = bytes.slice();
      await store.save('m-1', given);
      given.fill(0);
      expect(Uint8Array.from((await store.load('m-1'))!)).toEqual(bytes);
    });
  });
}
