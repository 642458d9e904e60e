import { beforeEach, describe, expect, it, vi } from 'vitest';
import { searchExact } from '../../../lambdas/core/search/search-exact.ts';
import type { StoredVector, VectorChange } from '../../../lambdas/ports/vector-store.ts';
import { MemoryModelPointers } from '../../../lambdas/stores/memory/model-pointers.ts';
import { MemorySnapshotStore } from '../../../lambdas/stores/memory/snapshot-store.ts';
import { MemoryVectorStore } from '../../../lambdas/stores/memory/vector-store.ts';
import type { LiveIndexCache } from '../../../lambdas/use-cases/search/live-index-cache.ts';
import { compactSnapshot } from '../../../lambdas/use-cases/snapshots/compact-snapshot.ts';
import {
  NO_SNAPSHOT,
  publishSnapshot,
  writeSegments,
  writeSnapshot,
} from '../../../lambdas/use-cases/snapshots/write-snapshot.ts';
import { storedVectorOf, TestClock } from '../../support/core/factories.ts';
import { endless } from '../../support/worlds/job-world.ts';
import { idsOf, liveIndexCacheOf } from '../../support/worlds/live-index-caches.ts';

/** Counts the reads, and can return a change twice, as an index does if an item moves while it is read. */
class ReadVectorStore extends MemoryVectorStore {
  readonly readings: (string | undefined)[] = [];
  doubled: VectorChange[] = [];

  override async *changes(
    modelVersion: string,
    since?: string,
    parts?: readonly number[],
  ): AsyncIterable<VectorChange> {
    this.readings.push(since);
    yield* super.changes(modelVersion, since, parts);
    yield* this.doubled;
  }
}

let clock: TestClock;
let vectors: ReadVectorStore;
let snapshots: MemorySnapshotStore;
let pointers: MemoryModelPointers;
let warnings: unknown[];

const newCache = (): LiveIndexCache =>
  liveIndexCacheOf({ vectors, snapshots, pointers, clock, onWarning: (cause) => warnings.push(cause) });
const write = (stored: readonly StoredVector[]) => vectors.putMany(stored, { updatedAt: clock.now().toISOString() });
const snapshotNow = () => writeSnapshot({ vectors, snapshots, clock }, 'm-1');
const servedIds = async () => idsOf((await newCache().live())?.index);
const breakSegment = (name: string, bytes?: Uint8Array) =>
  bytes ? snapshots.segments.set(`m-1/${name}`, bytes) : snapshots.segments.delete(`m-1/${name}`);

beforeEach(async () => {
  clock = new TestClock();
  vectors = new ReadVectorStore();
  snapshots = new MemorySnapshotStore();
  pointers = new MemoryModelPointers();
  warnings = [];
  await pointers.move('live', { from: undefined, to: 'm-1', at: clock.now().toISOString() });
  await write([storedVectorOf('a', 'm-1', [1, 0]), storedVectorOf('b', 'm-1', [0, 1])]);
});

describe('writeSnapshot', () => {
  it('packs the vectors of the version, so that search reads only the changes since', async () => {
    expect(await snapshotNow()).toMatchObject({
      takenAt: '2026-01-01T00:00:00.000Z',
      products: 2,
      segments: [{ products: 2 }],
    });
    clock.advance(60);
    await write([{ ...storedVectorOf('c', 'm-1', [1, 1]), fields: { brand: 'Lux' } }]);
    await vectors.remove('a', 'm-1', { revision: '2026-01-02#', updatedAt: clock.now().toISOString() });
    vectors.readings.length = 0;
    expect(await servedIds()).toEqual(['b', 'c']);
    expect(vectors.readings).toEqual(['2025-12-31T23:59:43.000Z']);
  });

  it('packs the fields of products, so that packed and later products can be filtered', async () => {
    const branded = (id: string, brand: string) => ({ ...storedVectorOf(id, 'm-1', [1, 1]), fields: { brand } });
    await write([branded('c', 'Lux'), branded('d', 'Rex')]);
    await snapshotNow();
    await write([branded('e', 'Lux')]);
    const { index } = (await newCache().live())!;
    const found = searchExact(index!, Float32Array.of(1, 1), {
      k: 9,
      filter: { op: 'in', field: 'brand', words: ['Lux'] },
    });
    expect(found.map(({ id }) => id)).toEqual(['c', 'e']);
  });

  it('writes nothing for a version without vectors', async () => {
    expect(await writeSnapshot({ vectors, snapshots, clock }, 'm-none')).toBeUndefined();
    await vectors.remove('gone', 'm-gone', { revision: '#', updatedAt: clock.now().toISOString() });
    expect(await writeSnapshot({ vectors, snapshots, clock }, 'm-gone')).toBeUndefined();
    expect(snapshots.segments.size).toBe(0);
  });

  it('packs a product that comes twice only once, and leaves out a vector of another length', async () => {
    const again = { kind: 'written', stored: storedVectorOf('a', 'm-1', [0, 9]), updatedAt: '' } as const;
    const odd = { kind: 'written', stored: storedVectorOf('odd', 'm-1', [1, 2, 3]), updatedAt: '' } as const;
    vectors.doubled = [again, odd];
    expect((await snapshotNow())?.products).toBe(2);
  });

  describe('for a large version', () => {
    const D = 4096;
    let many: StoredVector[];

    beforeEach(async () => {
      many = Array.from({ length: 2050 }, (_, i): StoredVector => {
        const vector = new Float32Array(D);
        vector[i] = 1;
        return { productId: `p${i}`, modelVersion: 'm-2', vector, revision: '#' };
      });
      await write(many);
      await pointers.move('live', { from: 'm-1', to: 'm-2', at: clock.now().toISOString() });
    });

    const expectAllFound = async () => {
      const { index } = (await newCache().live())!;
      expect(index?.size).toBe(2050);
      expect(searchExact(index!, many[2049]!.vector, { k: 1 })).toEqual([{ id: 'p2049', score: 1, rank: 1 }]);
    };

    it('cuts the snapshot into segments that fit into memory', async () => {
      const snapshot = await writeSnapshot({ vectors, snapshots, clock }, 'm-2');
      expect(snapshot?.segments.map(({ products }) => products)).toEqual([2000, 50]);
      await expectAllFound();
    });

    it('writes the snapshot in slices, each of which continues where the one before ended', async () => {
      const parts = [NO_SNAPSHOT];
      for (let done = false; !done; clock.advance(60)) {
        const ended = await writeSegments({ vectors, snapshots, clock }, 'm-2', parts.at(-1)!, () => true);
        parts.push(JSON.parse(JSON.stringify(ended.state)));
        done = ended.done;
      }
      expect(parts.map(({ segments }) => segments.map(({ products }) => products))).toEqual([[], [2000], [50]]);
      const snapshot = await publishSnapshot({ snapshots }, 'm-2', parts.slice(1));
      expect(snapshot).toMatchObject({ takenAt: '2026-01-01T00:00:00.000Z', products: 2050 });
      await expectAllFound();
    });

    it('throws DeadlineError when the time is over, and leaves the last snapshot', async () => {
      const remaining = () => (snapshots.segments.size > 0 ? 15_000 : 60_000);
      const compacting = compactSnapshot({ vectors, snapshots, clock }, 'm-2', { remaining });
      await expect(compacting).rejects.toMatchObject({ code: 'out-of-time', message: expect.stringContaining('m-2') });
      expect(await snapshots.list('m-2')).toEqual([]);
    });

    it('lets search see what changed while the snapshot was written, in any slice', async () => {
      const first = await writeSegments({ vectors, snapshots, clock }, 'm-2', NO_SNAPSHOT, () => true);
      clock.advance(60);
      const moved = new Float32Array(D);
      moved[4000] = 1;
      await write([
        { ...many[3]!, vector: moved, revision: '##' },
        { ...many[3]!, productId: 'late', vector: moved },
      ]);
      await vectors.remove('p4', 'm-2', { revision: '##', updatedAt: clock.now().toISOString() });
      const last = await writeSegments({ vectors, snapshots, clock }, 'm-2', first.state, () => false);
      await publishSnapshot({ snapshots }, 'm-2', [first.state, last.state]);
      const { index } = (await newCache().live())!;
      expect(index?.size).toBe(2050);
      expect(searchExact(index!, moved, { k: 3 }).map(({ id, score }) => [id, score])).toMatchObject([
        ['late', 1],
        ['p3', 1],
        [expect.anything(), 0],
      ]);
      expect(searchExact(index!, many[4]!.vector, { k: 1 })[0]?.score).toBe(0);
    });
  });
});

describe('openSnapshot', () => {
  it('falls back from a broken snapshot to the one before, then to the vectors, with a warning each', async () => {
    const first = (await snapshotNow())!;
    clock.advance(60);
    await write([storedVectorOf('c', 'm-1', [1, 1])]);
    const second = (await snapshotNow())!;
    breakSegment(second.segments[0]!.name, Uint8Array.of(1, 2, 3));
    vectors.readings.length = 0;
    expect(await servedIds()).toEqual(['a', 'b', 'c']);
    // The changes are read while a snapshot is opened: since the broken one, then since the one before.
    expect([warnings.length, vectors.readings]).toEqual([1, ['2026-01-01T00:00:43.000Z', '2025-12-31T23:59:43.000Z']]);

    breakSegment(first.segments[0]!.name);
    expect(await servedIds()).toEqual(['a', 'b', 'c']);
    expect(warnings).toHaveLength(3);
    expect(warnings[2]).toMatchObject({
      name: 'SnapshotError',
      code: 'segment-gone',
      message: expect.stringContaining('is gone'),
    });
    expect(vectors.readings.at(-1)).toBeUndefined();
  });

  it('opens no snapshot while the manifest cannot be read', async () => {
    snapshots.list = async () => {
      throw new Error('the manifest is broken');
    };
    expect(await servedIds()).toEqual(['a', 'b']);
    expect(warnings).toHaveLength(1);
  });

  it('is not called again by an index that is open', async () => {
    const snapshot = (await snapshotNow())!;
    const cache = newCache();
    await cache.live();
    breakSegment(snapshot.segments[0]!.name);
    expect(idsOf((await cache.live())?.index)).toEqual(['a', 'b']);
    expect(warnings).toEqual([]);
  });
});

describe('compactSnapshot', () => {
  const compact = (draw?: number) =>
    compactSnapshot({ vectors, snapshots, clock }, 'm-1', { draw, remaining: endless });
  const many = (count: number, from = 0) =>
    Array.from({ length: count }, (_, i) => storedVectorOf(`p${from + i}`, 'm-1', [i, 1]));

  it('writes the first snapshot from 1,000 products on', async () => {
    await write(many(997));
    expect(await compact()).toBeUndefined();
    await write(many(1, 997));
    expect((await compact())?.products).toBe(1000);
  });

  it('writes another snapshot when the changes since exceed a tenth of the last', async () => {
    await write(many(20_000));
    clock.advance(60);
    await compact();
    clock.advance(60);
    await write(many(1999, 30_000));
    expect(await compact()).toBeUndefined();
    await write(many(2, 40_000));
    expect((await compact())?.products).toBe(22_003);
    clock.advance(1);
    expect(await compact()).toBeUndefined();
  });

  it('checks only some requests for a large snapshot, and every request for a small one', async () => {
    await write(many(50_000));
    clock.advance(60);
    await compact();
    clock.advance(60);
    await write(many(6000, 60_000));
    const read = vi.spyOn(vectors, 'changes');
    // 5,000 changes are enough, so about every 500th write should be checked: every request, which follows 1,000 writes, is.
    expect((await compact(1))?.products).toBe(56_002);
    await write(many(200_000, 100_000));
    clock.advance(60);
    await compact();
    read.mockClear();
    for (const draw of [1, 2, 4, 5]) expect(await compact(draw)).toBeUndefined();
    expect(read).not.toHaveBeenCalled();
    await compact(3);
    expect(read).toHaveBeenCalledOnce();
  });

  it('replaces a snapshot whose manifest cannot be read', async () => {
    await write(many(2000));
    const listed = snapshots.list.bind(snapshots);
    snapshots.list = async () => {
      throw new Error('broken');
    };
    const compacting = compact();
    snapshots.list = listed;
    expect((await compacting)?.products).toBe(2002);
  });
});
