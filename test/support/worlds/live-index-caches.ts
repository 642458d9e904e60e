import { searchExact } from '../../../lambdas/core/search/search-exact.ts';
import type { SearchIndex } from '../../../lambdas/core/search/search-index.ts';
import { MemorySnapshotStore } from '../../../lambdas/stores/memory/snapshot-store.ts';
import {
  type LiveIndex,
  LiveIndexCache,
  type LiveIndexCacheOptions,
} from '../../../lambdas/use-cases/search/live-index-cache.ts';
import { TestClock } from '../core/factories.ts';

/** A cache over stores in memory, which refreshes its index for every call by default. */
export function liveIndexCacheOf(
  options: Pick<LiveIndexCacheOptions, 'vectors' | 'pointers'> & Partial<LiveIndexCacheOptions>,
): LiveIndexCache {
  const defaults = {
    clock: new TestClock(),
    snapshots: new MemorySnapshotStore(),
    keptVectorBytes: 0,
    recheckSeconds: 0,
    loadWaitSeconds: 10,
  };
  return new LiveIndexCache({ ...defaults, onWarning() {}, ...options });
}

/** The index of the version that is live, also if another one is served until it is read. */
export async function liveAfterReading(cache: LiveIndexCache): Promise<LiveIndex | undefined> {
  for (let turn = 0; ; turn++) {
    const live = await cache.live();
    if (!live?.stale || turn === MAX_TURNS) return live;
    await new Promise(setImmediate);
  }
}

/** Stores in memory answer within a few turns of the event loop. */
const MAX_TURNS = 200;

/** The ids of all products of an index, sorted. */
export function idsOf(index: SearchIndex | undefined): string[] | undefined {
  const all = index && searchExact(index, new Float32Array(index.D).fill(1), { k: 10_000 });
  return all?.map(({ id }) => id).toSorted();
}
