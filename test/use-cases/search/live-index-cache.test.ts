import { beforeEach, describe, expect, it } from 'vitest';
import { StoreError } from '../../../lambdas/ports/store-error.ts';
import type { VectorChange } from '../../../lambdas/ports/vector-store.ts';
import { MemoryModelPointers } from '../../../lambdas/stores/memory/model-pointers.ts';
import { MemorySnapshotStore } from '../../../lambdas/stores/memory/snapshot-store.ts';
import { MemoryVectorStore } from '../../../lambdas/stores/memory/vector-store.ts';
import { AnnouncedVectors } from '../../../lambdas/use-cases/embedding/announced-vectors.ts';
import type { LiveIndexCache } from '../../../lambdas/use-cases/search/live-index-cache.ts';
import { storedVectorOf, TestClock } from '../../support/core/factories.ts';
import { idsOf, liveAfterReading, liveIndexCacheOf } from '../../support/worlds/live-index-caches.ts';

/** Counts the reads, and can make them fail. */
class WatchedVectorStore extends MemoryVectorStore {
  readonly readings: (string | undefined)[] = [];
  failing = false;

  override async *changes(
    modelVersion: string,
    since?: string,
    parts?: readonly number[],
  ): AsyncIterable<VectorChange> {
    this.readings.push(since);
    yield* super.changes(modelVersion, since, parts);
    if (this.failing) throw new StoreError('unavailable', 'the index does not answer');
  }
}

let clock: TestClock;
let vectors: WatchedVectorStore;
let pointers: MemoryModelPointers;
let warnings: unknown[];
let snapshots: MemorySnapshotStore;
let announced: AnnouncedVectors;
let cache: LiveIndexCache;

const newCache = () =>
  liveIndexCacheOf({
    vectors,
    snapshots,
    pointers,
    clock,
    recheckSeconds: 2,
    onWarning: (cause) => warnings.push(cause),
  });

const write = (id: string, version: string, vector: number[]) =>
  announced.putMany([storedVectorOf(id, version, vector)], { updatedAt: clock.now().toISOString() });
const promote = (from: string | undefined, to: string) =>
  pointers.move('live', { from, to, at: clock.now().toISOString() });
const liveIds = async () => idsOf((await cache.live())?.index);

beforeEach(async () => {
  clock = new TestClock();
  vectors = new WatchedVectorStore();
  pointers = new MemoryModelPointers();
  warnings = [];
  announced = new AnnouncedVectors({ vectors, pointers, clock, onWarning: (cause) => warnings.push(cause) });
  snapshots = new MemorySnapshotStore();
  cache = newCache();
  await write('a', 'm-1', [1, 0]);
  await promote(undefined, 'm-1');
});

describe('LiveIndexCache', () => {
  it('forgets a removed product at once, also if the changes do not show the removal yet, until it is written again', async () => {
    await write('b', 'm-1', [0, 1]);
    expect(await liveIds()).toEqual(['a', 'b']);
    clock.advance(1);
    cache.forget('b', clock.now().toISOString());
    expect(await liveIds()).toEqual(['a']);
    clock.advance(2);
    // The read returns the last write of b again.
    expect(await liveIds()).toEqual(['a']);
    await write('b', 'm-1', [1, 1]);
    clock.advance(2);
    expect(await liveIds()).toEqual(['a', 'b']);
  });

  it('returns undefined while no version is live', async () => {
    const none = liveIndexCacheOf({ vectors, pointers: new MemoryModelPointers() });
    expect(await none.live()).toBeUndefined();
  });

  it('reads all vectors once, then only the changes since, with an overlap of 17 seconds', async () => {
    expect(await liveIds()).toEqual(['a']);
    clock.advance(60);
    await write('b', 'm-1', [0, 1]);
    expect(await liveIds()).toEqual(['a', 'b']);
    expect(vectors.readings).toEqual([undefined, '2025-12-31T23:59:43.000Z']);
  });

  it('reads changes at most every 2 seconds', async () => {
    await cache.live();
    await write('b', 'm-1', [0, 1]);
    clock.advance(1.999);
    expect(await liveIds()).toEqual(['a']);
    clock.advance(0.001);
    expect(await liveIds()).toEqual(['a', 'b']);
    expect(vectors.readings).toHaveLength(2);
  });

  it('shares one read among concurrent callers', async () => {
    const seen = await Promise.all([cache.live(), cache.live(), cache.live()]);
    expect(vectors.readings).toHaveLength(1);
    expect(seen.every((one) => one?.index === seen[0]?.index)).toBe(true);
    clock.advance(2);
    await Promise.all([cache.live(), cache.live(), cache.live()]);
    expect(vectors.readings).toHaveLength(2);
  });

  it('removes products, and adds them again when they come back', async () => {
    await cache.live();
    clock.advance(3);
    await vectors.remove('a', 'm-1', { revision: '2026-01-02#', updatedAt: clock.now().toISOString() });
    expect(await liveIds()).toEqual([]);
    clock.advance(3);
    await vectors.putMany([{ ...storedVectorOf('a', 'm-1', [1, 1]), revision: '2026-01-03#' }], {
      updatedAt: clock.now().toISOString(),
    });
    expect(await liveIds()).toEqual(['a']);
  });

  it('replaces the whole index when another version goes live', async () => {
    await cache.live();
    await write('b', 'm-2', [0, 1, 0]);
    await promote('m-1', 'm-2');
    clock.advance(2);
    const live = await liveAfterReading(cache);
    expect(live).toMatchObject({ modelVersion: 'm-2', asOf: '2026-01-01T00:00:02.000Z', stale: false });
    expect(idsOf(live?.index)).toEqual(['b']);
    expect(live?.index?.D).toBe(3);
  });

  it('serves the last good index as stale if a read fails, and catches up later', async () => {
    await cache.live();
    vectors.failing = true;
    await write('b', 'm-2', [0, 1, 0]);
    await promote('m-1', 'm-2');
    clock.advance(2);
    const stale = { modelVersion: 'm-1', asOf: '2026-01-01T00:00:00.000Z', stale: true };
    expect(await liveAfterReading(cache)).toMatchObject(stale);
    expect(warnings.length).toBeGreaterThan(0);
    vectors.failing = false;
    clock.advance(2);
    expect((await liveAfterReading(cache))?.modelVersion).toBe('m-2');
  });

  it('reads again what a failed read of changes may have missed', async () => {
    await cache.live();
    clock.advance(20);
    vectors.failing = true;
    await cache.live();
    clock.advance(20);
    vectors.failing = false;
    await cache.live();
    expect(vectors.readings.slice(1)).toEqual(['2025-12-31T23:59:43.000Z', '2025-12-31T23:59:43.000Z']);
  });

  it('throws while there is nothing to serve, and tries again in the next call', async () => {
    vectors.failing = true;
    await expect(cache.live()).rejects.toThrow('does not answer');
    vectors.failing = false;
    expect(await liveIds()).toEqual(['a']);
  });

  it('skips a vector of another dimension with a warning', async () => {
    await write('odd', 'm-1', [1, 2, 3]);
    expect(await liveIds()).toEqual(['a']);
    expect(warnings).toEqual([expect.objectContaining({ code: 'wrong-dimension' })]);
  });

  it('leaves out a product whose vector has another dimension now, instead of serving its old one', async () => {
    await write('b', 'm-1', [0, 1]);
    expect(await liveIds()).toEqual(['a', 'b']);
    clock.advance(3);
    await write('a', 'm-1', [1, 2, 3]);
    expect(await liveIds()).toEqual(['b']);
  });

  it('ignores an older state of a product that is read after a newer one', async () => {
    const older: VectorChange = {
      kind: 'written',
      stored: storedVectorOf('a', 'm-1', [1, 0]),
      updatedAt: '2026-01-01T00:00:01.000Z',
    };
    const newer: VectorChange = { kind: 'removed', productId: 'a', updatedAt: '2026-01-01T00:00:02.000Z' };
    const batches = [[newer, older], [older]];
    vectors.changes = async function* () {
      yield* batches.shift() ?? [];
    };
    clock.advance(3);
    await cache.live();
    clock.advance(3);
    expect(await liveIds()).toBeUndefined();
  });
});
