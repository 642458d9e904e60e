import { describe, expect, it } from 'vitest';
import type { SegmentReference, Snapshot, SnapshotStore } from '../../lambdas/ports/snapshot-store.ts';
import { sha256Hex } from '../../lambdas/shared/sha256.ts';
import { secondOf, sortedBy } from './samples.ts';

/** The tests that every snapshot store must pass. @param makeStore An empty store. */
export function describeSnapshotStore(name: string, makeStore: () => Promise<SnapshotStore>): void {
  const saved = async (store: SnapshotStore, bytes: Uint8Array, version = 'm-1'): Promise<SegmentReference> => ({
    name: await store.saveSegment(version, bytes),
    bytes: bytes.length,
    products: 3,
  });
  const snapshotOf = (second: number, ...segments: SegmentReference[]): Snapshot => ({
    takenAt: secondOf(second),
    products: segments.length * 3,
    segments,
  });

  const lengthOf = async (store: SnapshotStore, segment: SegmentReference, version = 'm-1') => {
    const file = await store.openSegment(version, segment);
    file?.close();
    return file?.byteLength;
  };

  describe(`${name} as a SnapshotStore`, () => {
    const bytes = Uint8Array.from({ length: 200_000 }, (_, i) => i % 251);

    it.each(['disk', 'memory'] as const)(
      'reads any part of a segment, and throws beyond its end (%s)',
      async (place) => {
        const store = await makeStore();
        const file = (await store.openSegment('m-1', await saved(store, bytes), place))!;
        expect(file.byteLength).toBe(bytes.length);
        const whole = new Uint8Array(bytes.length);
        file.read(0, whole);
        expect(whole).toEqual(bytes);
        const last = new Uint8Array(3);
        file.read(bytes.length - 3, last);
        expect(last).toEqual(bytes.slice(-3));
        expect(() => file.read(bytes.length, new Uint8Array(1))).toThrow();
        file.close();
      },
    );

    it.each(['disk', 'memory'] as const)('reads into shared memory of threads (%s)', async (place) => {
      const store = await makeStore();
      const file = (await store.openSegment('m-1', await saved(store, bytes), place))!;
      const into = new Uint8Array(new SharedArrayBuffer(64), 8, 5);
      file.read(100, into);
      expect([...into]).toEqual([...bytes.subarray(100, 105)]);
      file.close();
    });

    describe.each(['disk', 'memory'] as const)('with the head of a segment (%s)', (place) => {
      const headBytes = 70_000;
      const withHead = async (store: SnapshotStore) => ({
        ...(await saved(store, bytes)),
        head: { bytes: headBytes, sha256: sha256Hex(bytes.subarray(0, headBytes)) },
      });

      it('reads the head, then ranges, then the rest, by their places in the segment', async () => {
        const store = await makeStore();
        const head = (await store.openHead('m-1', await withHead(store), place))!;
        expect(head.file.byteLength).toBe(bytes.length);
        const first = new Uint8Array(headBytes);
        head.file.read(0, first);
        expect(first).toEqual(bytes.slice(0, headBytes));
        expect(() => head.file.read(headBytes, new Uint8Array(1))).toThrow();
        const ranges = [
          { at: 100_001, bytes: 77 },
          { at: bytes.length - 5, bytes: 5 },
          { at: headBytes, bytes: 1 },
        ];
        const read = await head.readRanges(ranges);
        expect(read.map((some) => [...some])).toEqual(
          ranges.map(({ at, bytes: length }) => [...bytes.slice(at, at + length)]),
        );
        const rest = await head.readRest();
        const last = new Uint8Array(1000);
        rest.read(bytes.length - 1000, last);
        expect(last).toEqual(bytes.slice(-1000));
        for (const file of [head.file, rest]) file.close();
      });

      it('refuses a head with other bytes, and opens none of a segment that is gone', async () => {
        const store = await makeStore();
        const segment = await withHead(store);
        const other = { ...segment, head: { ...segment.head, sha256: '0'.repeat(64) } };
        await expect(store.openHead('m-1', other, place)).rejects.toMatchObject({ code: 'corrupt-record' });
        expect(await store.openHead('m-2', segment, place)).toBeUndefined();
      });

      it('tells that the segment went after its head was read', async () => {
        const store = await makeStore();
        const head = (await store.openHead('m-1', await withHead(store), place))!;
        await store.remove('m-1');
        await expect(head.readRanges([{ at: 100_000, bytes: 9 }])).rejects.toMatchObject({ code: 'object-missing' });
        await expect(head.readRest()).rejects.toMatchObject({ code: 'object-missing' });
        head.file.close();
      });
    });

    it('names a segment by its content, and opens only segments of the given version', async () => {
      const store = await makeStore();
      const segment = await saved(store, bytes);
      expect(await saved(store, bytes)).toEqual(segment);
      expect((await saved(store, bytes.slice(1))).name).not.toBe(segment.name);
      expect(await store.openSegment('m-2', segment)).toBeUndefined();
      expect(await store.openSegment('m-1', { ...segment, name: '0'.repeat(64) })).toBeUndefined();
    });

    it('lists the newest snapshot and the one before, for each version', async () => {
      const store = await makeStore();
      expect(await store.list('m-1')).toEqual([]);
      const segment = await saved(store, bytes);
      for (const second of [1, 2, 3]) await store.publish('m-1', snapshotOf(second, segment));
      expect(await store.list('m-1')).toEqual([snapshotOf(3, segment), snapshotOf(2, segment)]);
      expect(await store.list('m-2')).toEqual([]);
    });

    it('does not lose the snapshot before when the newest one is published twice', async () => {
      const store = await makeStore();
      const [first, second] = [await saved(store, bytes.slice(1)), await saved(store, bytes)];
      await store.publish('m-1', snapshotOf(1, first));
      for (let times = 0; times < 2; times++) await store.publish('m-1', snapshotOf(2, second));
      expect(await store.list('m-1')).toEqual([snapshotOf(2, second), snapshotOf(1, first)]);
      expect(await lengthOf(store, first)).toBe(bytes.length - 1);
    });

    it('removes exactly the segments that no listed snapshot needs', async () => {
      const store = await makeStore();
      const [shared, first, second, third] = await Promise.all(
        [1, 2, 3, 4].map((size) => saved(store, bytes.slice(0, size))),
      );
      await store.publish('m-1', snapshotOf(1, shared!, first!));
      await store.publish('m-1', snapshotOf(2, shared!, second!));
      const sizeOf = (one: SegmentReference | undefined) => lengthOf(store, one!);
      expect(await sizeOf(first)).toBe(2);
      await store.publish('m-1', snapshotOf(3, shared!, third!));
      expect(await Promise.all([shared, first, second, third].map(sizeOf))).toEqual([1, undefined, 3, 4]);
    });

    it('lists the versions that are registered, published or retired', async () => {
      const store = await makeStore();
      expect(await store.versions()).toEqual([]);
      await store.register('m-1');
      expect(await store.list('m-1')).toEqual([]);
      await store.publish('m-2', snapshotOf(1, await saved(store, bytes, 'm-2')));
      await store.register('m-2');
      expect(await store.list('m-2')).toHaveLength(1);
      await store.retire('m-2', secondOf(30));
      await store.retire('m-3', secondOf(40));
      expect(sortedBy(await store.versions(), ({ modelVersion }) => modelVersion)).toEqual([
        { modelVersion: 'm-1' },
        { modelVersion: 'm-2', removeAfter: secondOf(30) },
        { modelVersion: 'm-3', removeAfter: secondOf(40) },
      ]);
    });

    describe('with a retired version', () => {
      const published = async (store: SnapshotStore, version = 'm-1') => {
        const segment = await saved(store, bytes, version);
        await store.publish(version, snapshotOf(1, segment));
        return segment;
      };

      it('lists no snapshot, but opens segments of earlier listings', async () => {
        const store = await makeStore();
        const segment = await published(store);
        await store.retire('m-1', secondOf(30));
        expect(await store.list('m-1')).toEqual([]);
        expect(await lengthOf(store, segment)).toBe(bytes.length);
      });

      it('lists only the new snapshot after a publication', async () => {
        const store = await makeStore();
        const segment = await published(store);
        await store.retire('m-1', secondOf(30));
        const fresh = await saved(store, bytes.slice(1));
        await store.publish('m-1', snapshotOf(2, fresh));
        expect(await store.list('m-1')).toEqual([snapshotOf(2, fresh)]);
        expect(await lengthOf(store, segment)).toBeUndefined();
        expect(await lengthOf(store, fresh)).toBe(bytes.length - 1);
        expect(await store.versions()).toEqual([{ modelVersion: 'm-1' }]);
      });

      it('removes all segments of the version, also those that no snapshot names, and nothing else', async () => {
        const store = await makeStore();
        const segment = await published(store);
        const other = await published(store, 'm-2');
        const unnamed = await saved(store, bytes.slice(7));
        await store.retire('m-1', secondOf(30));
        await store.remove('m-1');
        await store.remove('m-1');
        for (const one of [segment, unnamed]) expect(await lengthOf(store, one)).toBeUndefined();
        expect(await store.versions()).toEqual([{ modelVersion: 'm-2' }]);
        expect(await lengthOf(store, other, 'm-2')).toBe(bytes.length);
      });
    });
  });
}
