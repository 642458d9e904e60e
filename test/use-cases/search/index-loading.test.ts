import { beforeEach, describe, expect, it } from 'vitest';
import { packSegment } from '../../../lambdas/core/search/pack-segment.ts';
import type { SegmentFile } from '../../../lambdas/core/search/segment-file.ts';
import type { SegmentReference } from '../../../lambdas/ports/snapshot-store.ts';
import { StoreError } from '../../../lambdas/ports/store-error.ts';
import type { RemovedVector, VectorChange } from '../../../lambdas/ports/vector-store.ts';
import { MemoryModelPointers } from '../../../lambdas/stores/memory/model-pointers.ts';
import { MemorySnapshotStore } from '../../../lambdas/stores/memory/snapshot-store.ts';
import { MemoryVectorStore } from '../../../lambdas/stores/memory/vector-store.ts';
import { AnnouncedVectors } from '../../../lambdas/use-cases/embedding/announced-vectors.ts';
import type { LiveIndexCache } from '../../../lambdas/use-cases/search/live-index-cache.ts';
import { storedVectorOf, TestClock } from '../../support/core/factories.ts';
import { idsOf, liveAfterReading, liveIndexCacheOf } from '../../support/worlds/live-index-caches.ts';

/** Segments that are read when the test lets them. */
class HeldSnapshotStore extends MemorySnapshotStore {
  /** The segments that were asked for, in order. */
  readonly asked: string[] = [];
  open = 0;
  held = false;
  readonly #waiting: ((failure?: unknown) => void)[] = [];

  override async openSegment(modelVersion: string, segment: SegmentReference): Promise<SegmentFile | undefined> {
    this.asked.push(segment.name);
    if (this.held) {
      const failure = await new Promise<unknown>((resolve) => this.#waiting.push(resolve));
      if (failure !== undefined) throw failure;
    }
    const file = await super.openSegment(modelVersion, segment);
    if (file === undefined) return undefined;
    this.open += 1;
    const close = () => {
      this.open -= 1;
    };
    return { ...file, close };
  }

  /** How many segments are being read. */
  get reading(): number {
    return this.#waiting.length;
  }

  /** Lets the segment that was asked for first be read, or fail. */
  letOne(failure?: unknown): void {
    this.#waiting.shift()?.(failure);
  }

  /** Lets all segments be read, also later ones. */
  letAll(): void {
    this.held = false;
    while (this.#waiting.length > 0) this.letOne();
  }
}

class FailingVectorStore extends MemoryVectorStore {
  failure: StoreError | undefined;
  /** The versions of which changes were read, in order. */
  readonly readings: string[] = [];
  /** Reads begin when it resolves. */
  held: Promise<void> | undefined;

  override async *changes(version: string, since?: string, parts?: readonly number[]): AsyncIterable<VectorChange> {
    this.readings.push(version);
    if (this.failure) throw this.failure;
    await this.held;
    yield* super.changes(version, since, parts);
  }

  override async *removals(version: string, since: string): AsyncIterable<RemovedVector> {
    if (this.failure) throw this.failure;
    await this.held;
    yield* super.removals(version, since);
  }
}

const SEGMENTS = 6;

let clock: TestClock;
let vectors: FailingVectorStore;
let announced: AnnouncedVectors;
let snapshots: HeldSnapshotStore;
let pointers: MemoryModelPointers;
let warnings: unknown[];
let cache: LiveIndexCache;
/** Ends the waits of the cache for its first index. */
let endWaits: () => void;

const now = () => clock.now().toISOString();
const idOf = (version: string, i: number) => `${version}-${i}`;
const idsOfVersion = (version: string) => Array.from({ length: SEGMENTS }, (_, i) => idOf(version, i));
const settle = async () => {
  for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate);
};
const unavailable = () => new StoreError('unavailable', 'the connection was lost');

/** Publishes a snapshot of a product a segment, each with an id that names the version. */
async function publish(version: string, packedVersion = version): Promise<void> {
  const segments: SegmentReference[] = [];
  for (const id of idsOfVersion(version)) {
    const bytes = packSegment(packedVersion, [{ id, vector: Float32Array.of(1, 0) }]);
    segments.push({ name: await snapshots.saveSegment(version, bytes), bytes: bytes.length, products: 1 });
  }
  await snapshots.publish(version, { takenAt: now(), products: SEGMENTS, segments });
}

async function promote(from: string | undefined, to: string): Promise<void> {
  await pointers.move('live', { from, to, at: now() });
  clock.advance(2);
}

const newCache = () => {
  const waits: (() => void)[] = [];
  endWaits = () => {
    for (const end of waits.splice(0)) end();
  };
  return liveIndexCacheOf({
    vectors,
    snapshots,
    pointers,
    clock,
    recheckSeconds: 2,
    loadWaitSeconds: 2,
    wait: () => new Promise<void>((resolve) => waits.push(resolve)),
    onWarning: (cause) => warnings.push(cause),
  });
};

beforeEach(async () => {
  clock = new TestClock();
  vectors = new FailingVectorStore();
  pointers = new MemoryModelPointers();
  snapshots = new HeldSnapshotStore();
  warnings = [];
  announced = new AnnouncedVectors({ vectors, pointers, clock, onWarning: (cause) => warnings.push(cause) });
  cache = newCache();
  for (const version of ['m-1', 'm-2', 'm-3']) await publish(version);
  await promote(undefined, 'm-1');
});

describe('a version that goes live', () => {
  beforeEach(async () => {
    await cache.live();
    snapshots.held = true;
    await promote('m-1', 'm-2');
  });

  it('is read in the background: calls get the version before, as stale, and none of its vectors', async () => {
    for (let call = 0; call < 10; call++) {
      const live = await cache.live();
      expect(live).toMatchObject({ modelVersion: 'm-1', stale: true });
      expect(idsOf(live?.index)).toEqual(idsOfVersion('m-1'));
      clock.advance(1);
    }
    snapshots.letAll();
    const live = await liveAfterReading(cache);
    expect(live).toMatchObject({ modelVersion: 'm-2', stale: false });
    expect(idsOf(live?.index)).toEqual(idsOfVersion('m-2'));
  });

  it('is read once, four segments at a time', async () => {
    for (let call = 0; call < 5; call++) {
      await cache.live();
      clock.advance(2);
      await settle();
      expect(snapshots.reading).toBe(4);
    }
    snapshots.letAll();
    await liveAfterReading(cache);
    expect(snapshots.asked).toHaveLength(2 * SEGMENTS);
  });

  it('closes the files of the version before once it is served', async () => {
    snapshots.letAll();
    await liveAfterReading(cache);
    await settle();
    expect(snapshots.open).toBe(SEGMENTS);
  });

  it('does not keep products that are removed meanwhile', async () => {
    await cache.live();
    clock.advance(30);
    await announced.remove('m-1-3', 'm-2', { revision: 'r', updatedAt: now() });
    clock.advance(2);
    expect(idsOf((await cache.live())?.index)).toEqual(idsOfVersion('m-1').filter((id) => id !== 'm-1-3'));
  });

  it('costs searches in the version before no reading of its vectors, but of removals', async () => {
    for (let call = 0; call < 3; call++) {
      await cache.live();
      clock.advance(2);
      await settle();
    }
    // They are read once, for the index that replaces this one.
    expect(vectors.readings.filter((version) => version === 'm-2')).toHaveLength(1);
  });

  it('does not let a call wait until all removals are read, which may be many after a pause', async () => {
    let release = () => {};
    vectors.held = new Promise((resolve) => {
      release = resolve;
    });
    await announced.remove('m-1-3', 'm-2', { revision: 'r', updatedAt: now() });
    const called = cache.live();
    await settle();
    endWaits();
    expect(idsOf((await called)?.index)).toEqual(idsOfVersion('m-1'));
    release();
    await settle();
    expect(idsOf((await cache.live())?.index)).toEqual(idsOfVersion('m-1').filter((id) => id !== 'm-1-3'));
  });

  it('is given up if a third version goes live: its files are closed, and none of its vectors is served', async () => {
    await cache.live();
    await settle();
    await promote('m-2', 'm-3');
    expect((await cache.live())?.modelVersion).toBe('m-1');
    snapshots.letAll();
    const live = await liveAfterReading(cache);
    expect(idsOf(live?.index)).toEqual(idsOfVersion('m-3'));
    await settle();
    expect(snapshots.open).toBe(SEGMENTS);
    expect(snapshots.asked.length).toBeLessThan(3 * SEGMENTS);
    expect(warnings).toEqual([]);
  });

  it('is given up after a roll back: the version before is up to date again', async () => {
    await cache.live();
    await settle();
    await promote('m-2', 'm-1');
    await announced.putMany([storedVectorOf('new', 'm-1', [0, 1])], { updatedAt: now() });
    const live = await cache.live();
    expect(live).toMatchObject({ modelVersion: 'm-1', stale: false });
    expect(idsOf(live?.index)).toContain('new');
    snapshots.letAll();
    await settle();
    expect((await cache.live())?.modelVersion).toBe('m-1');
    expect(snapshots.open).toBe(SEGMENTS);
  });

  it('is read on after a failure, without the segments that are open', async () => {
    snapshots.letAll();
    vectors.failure = unavailable();
    await cache.live();
    await settle();
    expect(warnings).not.toEqual([]);
    expect(await cache.live()).toMatchObject({ modelVersion: 'm-1', stale: true });
    vectors.failure = undefined;
    clock.advance(2);
    expect(await liveAfterReading(cache)).toMatchObject({ modelVersion: 'm-2', stale: false });
    expect(snapshots.asked).toHaveLength(2 * SEGMENTS);
  });
});

describe('an environment without an index', () => {
  beforeEach(() => {
    snapshots.held = true;
  });

  const expectLoading = async () => {
    const call = cache.live();
    await settle();
    endWaits();
    await expect(call).rejects.toMatchObject({ code: 'index-loading', message: expect.stringContaining('m-1') });
  };

  it('lets a call wait for the given time, and reads on in the next one: no segment is read twice', async () => {
    for (let segment = 0; segment < SEGMENTS; segment++) {
      await expectLoading();
      snapshots.letOne();
    }
    await settle();
    const live = await cache.live();
    expect(idsOf(live?.index)).toEqual(idsOfVersion('m-1'));
    expect(live?.stale).toBe(false);
    expect(snapshots.asked).toHaveLength(SEGMENTS);
  });

  it('answers a call as soon as the index is read', async () => {
    const calls = [cache.live(), cache.live()];
    await settle();
    snapshots.letAll();
    for (const live of await Promise.all(calls)) expect(idsOf(live?.index)).toEqual(idsOfVersion('m-1'));
  });

  it('reads the changes while it reads the segments, and answers with them', async () => {
    await announced.putMany([storedVectorOf('changed', 'm-1', [0, 1])], { updatedAt: now() });
    const call = cache.live();
    await settle();
    expect(vectors.readings).toHaveLength(1);
    vectors.failure = unavailable();
    snapshots.letAll();
    expect(idsOf((await call)?.index)).toContain('changed');
  });

  it('reads the changes again after segments that took long, so that none is old when it answers', async () => {
    const call = cache.live();
    await settle();
    clock.advance(1);
    await announced.putMany([storedVectorOf('late', 'm-1', [0, 1])], { updatedAt: now() });
    snapshots.letAll();
    expect(idsOf((await call)?.index)).toContain('late');
  });

  it('reads only the segment again whose connection was lost', async () => {
    await expectLoading();
    snapshots.letOne(unavailable());
    await settle();
    snapshots.letAll();
    expect(idsOf((await cache.live())?.index)).toEqual(idsOfVersion('m-1'));
    expect(snapshots.asked).toHaveLength(SEGMENTS + 1);
    expect(warnings).toEqual([]);
  });

  it('reads the vectors from the table if a segment cannot be read in three attempts', async () => {
    await announced.putMany([storedVectorOf('stored', 'm-1', [0, 1])], { updatedAt: now() });
    const call = cache.live();
    for (let attempt = 0; attempt < 3; attempt++) {
      await settle();
      while (snapshots.reading > 0) snapshots.letOne(unavailable());
    }
    expect(idsOf((await call)?.index)).toEqual(['stored']);
    expect(warnings).toEqual([expect.objectContaining({ code: 'unavailable' })]);
  });

  it('never serves a segment of another version', async () => {
    await publish('m-4', 'm-5');
    await announced.putMany([storedVectorOf('stored', 'm-4', [0, 1])], { updatedAt: now() });
    await promote('m-1', 'm-4');
    snapshots.letAll();
    expect(idsOf((await cache.live())?.index)).toEqual(['stored']);
    expect(warnings).toEqual([expect.objectContaining({ code: 'wrong-version' })]);
  });
});
