import { describe, expect, it } from 'vitest';
import type { ModelPointers } from '../../lambdas/ports/model-pointers.ts';
import { secondOf } from './samples.ts';

/** What all model pointers keep to. @param makePointers Pointers that name nothing yet. */
export function describeModelPointers(name: string, makePointers: () => Promise<ModelPointers>): void {
  describe(`${name} as ModelPointers`, () => {
    it('reads undefined at first, and then for each pointer the version it was moved to', async () => {
      const pointers = await makePointers();
      expect(await pointers.read('head')).toBeUndefined();
      expect(await pointers.move('head', { from: undefined, to: 'm-1', at: secondOf(1) })).toBe('moved');
      expect(await pointers.read('head')).toEqual({ version: 'm-1', movedAt: secondOf(1) });
      expect(await pointers.read('live')).toBeUndefined();
    });

    it('moves a pointer only from the version that it names', async () => {
      const pointers = await makePointers();
      await pointers.move('head', { from: undefined, to: 'm-1', at: secondOf(1) });
      expect(await pointers.move('head', { from: undefined, to: 'm-2', at: secondOf(2) })).toBe('conflict');
      expect(await pointers.move('head', { from: 'm-0', to: 'm-2', at: secondOf(2) })).toBe('conflict');
      expect(await pointers.move('live', { from: 'm-1', to: 'm-2', at: secondOf(2) })).toBe('conflict');
      expect(await pointers.read('head')).toEqual({ version: 'm-1', movedAt: secondOf(1) });
      expect(await pointers.move('head', { from: 'm-1', to: 'm-2', at: secondOf(3) })).toBe('moved');
      expect(await pointers.read('head')).toEqual({ version: 'm-2', movedAt: secondOf(3) });
    });

    it.each([undefined, 'm-0', 'm-1'])(
      'returns `stands` for the version that a pointer names already, and changes nothing (from %s)',
      async (from) => {
        const pointers = await makePointers();
        await pointers.move('head', { from: undefined, to: 'm-1', at: secondOf(1) });
        expect(await pointers.move('head', { from, to: 'm-1', at: secondOf(2) })).toBe('stands');
        expect(await pointers.read('head')).toEqual({ version: 'm-1', movedAt: secondOf(1) });
      },
    );

    it('returns `conflict` for a pointer that names no version, when from and to are the same', async () => {
      const pointers = await makePointers();
      expect(await pointers.move('head', { from: 'm-1', to: 'm-1', at: secondOf(1) })).toBe('conflict');
      expect(await pointers.read('head')).toBeUndefined();
    });

    it.each([undefined, 'm-1'])('lets exactly one of 20 concurrent callers move a pointer (from %s)', async (from) => {
      const pointers = await makePointers();
      if (from !== undefined) await pointers.move('head', { from: undefined, to: from, at: secondOf(1) });
      const outcomes = await Promise.all(
        Array.from({ length: 20 }, (_, index) => pointers.move('head', { from, to: `m-r${index}`, at: secondOf(2) })),
      );
      expect(outcomes.filter((outcome) => outcome === 'moved')).toHaveLength(1);
      expect((await pointers.read('head'))?.version).toBe(`m-r${outcomes.indexOf('moved')}`);
    });

    it('keeps the latest time up to which changes of the live version are announced, until another version is live', async () => {
      const pointers = await makePointers();
      await pointers.announceChanges('m-1', secondOf(9));
      expect(await pointers.read('live')).toBeUndefined();
      await pointers.move('live', { from: undefined, to: 'm-1', at: secondOf(1) });
      expect((await pointers.read('live'))?.changesUntil).toBeUndefined();
      await pointers.announceChanges('m-1', secondOf(7));
      await pointers.announceChanges('m-1', secondOf(6));
      await pointers.announceChanges('m-2', secondOf(8));
      expect(await pointers.read('live')).toEqual({
        version: 'm-1',
        movedAt: secondOf(1),
        changesUntil: secondOf(7),
      });
      await pointers.move('live', { from: 'm-1', to: 'm-2', at: secondOf(2) });
      expect(await pointers.read('live')).toEqual({ version: 'm-2', movedAt: secondOf(2) });
    });

    it('returns `moved` to one of 20 concurrent callers with the same target, and `stands` to the others', async () => {
      const pointers = await makePointers();
      await pointers.move('head', { from: undefined, to: 'm-1', at: secondOf(1) });
      const racers = Array.from({ length: 20 }, () =>
        pointers.move('head', { from: 'm-1', to: 'm-2', at: secondOf(2) }),
      );
      expect((await Promise.all(racers)).sort()).toEqual(['moved', ...Array(19).fill('stands')]);
    });
  });
}
