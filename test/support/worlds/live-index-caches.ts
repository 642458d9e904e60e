import { searchExact } from '../../../lambdas/core/search/search-exact.ts';
import type { SearchIndex } from '../../../lambdas/core/search/search-index.ts';
import { MemorySnapshotStore } from '../../../lambdas/stores/memory/snapshot-store.ts';
import { LiveIndexCache, type LiveIndexCacheOptions } from '../../../lambdas/use-cases/search/live-index-cache.ts';
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
  };
  return new LiveIndexCache({ ...defaults, onWarning() {}, ...options });
}

/** The ids of all products of an index, sorted. */
export function idsOf(index: SearchIndex | undefined): string[] | undefined {
  const all = index && searchExact(index, new Float32Array(index.D).fill(1), { k: 10_000 });
  return all?.map(({ id }) => id).toSorted();
}
