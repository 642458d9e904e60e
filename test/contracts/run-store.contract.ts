import { describe, expect, it } from 'vitest';
import type { RunStore } from '../../lambdas/ports/run-store.ts';

/** The tests that every run store must pass. @param makeStore An empty store. */
export function describeRunStore(name: string, makeStore: () => Promise<RunStore>): void {
  describe(`${name} as a RunStore`, () => {
    it('returns the bytes of each run and name', async () => {
      const store = await makeStore();
      await store.write('run-1', 'data', Uint8Array.of(1, 2, 3));
      await store.write('run-1', 'checkpoint', Uint8Array.of(4));
      await store.write('run-2', 'data', Uint8Array.of(5));
      expect(await store.read('run-1', 'data')).toEqual(Uint8Array.of(1, 2, 3));
      expect(await store.read('run-1', 'checkpoint')).toEqual(Uint8Array.of(4));
      expect(await store.read('run-2', 'data')).toEqual(Uint8Array.of(5));
    });

    it('returns undefined for a name that was not written', async () => {
      const store = await makeStore();
      await store.write('run-1', 'data', Uint8Array.of(1));
      expect(await store.read('run-1', 'checkpoint')).toBeUndefined();
      expect(await store.read('run-2', 'data')).toBeUndefined();
    });

    it('returns the last written bytes, also when the caller changes its copy', async () => {
      const store = await makeStore();
      const bytes = Uint8Array.of(1);
      await store.write('run-1', 'data', Uint8Array.of(9, 9));
      await store.write('run-1', 'data', bytes);
      bytes[0] = 2;
      expect(await store.read('run-1', 'data')).toEqual(Uint8Array.of(1));
    });
  });
}
