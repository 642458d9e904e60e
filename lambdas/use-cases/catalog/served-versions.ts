import type { Clock } from '../../ports/clock.ts';
import type { ModelPointers } from '../../ports/model-pointers.ts';
import type { VectorStore } from '../../ports/vector-store.ts';
import { mapConcurrently } from '../../shared/concurrency.ts';

export interface RemoveVectorsPorts {
  readonly vectors: VectorStore;
  readonly pointers: ModelPointers;
  readonly clock: Clock;
}

/** A product that was removed. */
export interface RemovedProduct {
  readonly id: string;
  /** Of its tombstone. */
  readonly revision: string;
}

const CONCURRENT_REMOVALS = 32;

/**
 * Removes something under `live`, again if `live` moved meanwhile, and then under the version that is being published:
 * a version that goes live during the removal must not contain it.
 */
export async function removeUnderServedVersions(
  { pointers }: Pick<RemoveVectorsPorts, 'pointers'>,
  removeUnder: (version: string) => Promise<void>,
): Promise<void> {
  let done: string | undefined;
  for (;;) {
    const live = (await pointers.read('live'))?.version;
    if (live === undefined || live === done) break;
    await removeUnder(live);
    done = live;
  }
  const next = (await pointers.read('next'))?.version;
  if (next !== undefined && next !== done) await removeUnder(next);
}

/** Removes the vectors of removed products under every version that is served or will be. */
export async function removeVectors(ports: RemoveVectorsPorts, removed: readonly RemovedProduct[]): Promise<void> {
  if (removed.length === 0) return;
  await removeUnderServedVersions(ports, async (version) => {
    await mapConcurrently(removed, CONCURRENT_REMOVALS, ({ id, revision }) =>
      ports.vectors.remove(id, version, { revision, updatedAt: ports.clock.now().toISOString() }),
    );
  });
}
