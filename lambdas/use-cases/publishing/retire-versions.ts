import type { Clock } from '../../ports/clock.ts';
import { type ModelPointers, POINTER_NAMES } from '../../ports/model-pointers.ts';
import type { SnapshotStore, SnapshotVersion } from '../../ports/snapshot-store.ts';
import type { IndexedVersions } from '../../ports/vector-index.ts';
import type { VectorStore } from '../../ports/vector-store.ts';

export interface RetireVersionsPorts {
  readonly pointers: Pick<ModelPointers, 'read'>;
  readonly vectors: Pick<VectorStore, 'expire'>;
  readonly snapshots: Pick<SnapshotStore, 'versions' | 'retire' | 'remove'>;
  readonly clock: Clock;
  /** Present if the deployment searches a vector index. */
  readonly index?: { readonly indexed: Pick<IndexedVersions, 'remove'> } | undefined;
}

const DAY_MILLISECONDS = 86_400_000;

/**
 * Deletes announced versions that no pointer references. Their vectors count as deleted at once and expire in a day.
 * Search no longer uses their snapshots, and they are no longer recorded as indexed. The first call a day later deletes the bytes of
 * their snapshots. A call that was interrupted anywhere is continued by the next one.
 * @returns false if `isOver` ended it before the last version
 */
export async function retireVersions(ports: RetireVersionsPorts, isOver: () => boolean): Promise<boolean> {
  for (const kept of await ports.snapshots.versions()) {
    if (await isReferenced(ports, kept.modelVersion)) continue;
    if (!(await retireVersion(ports, kept, isOver))) return false;
  }
  return true;
}

async function retireVersion(
  ports: RetireVersionsPorts,
  { modelVersion, removeAfter }: SnapshotVersion,
  isOver: () => boolean,
): Promise<boolean> {
  const { snapshots, vectors, index, clock } = ports;
  const now = clock.now();
  const tomorrow = new Date(now.getTime() + DAY_MILLISECONDS).toISOString();
  if (removeAfter === undefined) await snapshots.retire(modelVersion, tomorrow);
  await index?.indexed.remove(modelVersion);
  for await (const _ of vectors.expire(modelVersion, tomorrow)) {
    // If the version was announced meanwhile, its run verifies every vector after that, and embeds what was deleted here.
    if (await isReferenced(ports, modelVersion)) return true;
    if (isOver()) return false;
  }
  if (removeAfter !== undefined && removeAfter <= now.toISOString()) await snapshots.remove(modelVersion);
  return true;
}

async function isReferenced({ pointers }: RetireVersionsPorts, modelVersion: string): Promise<boolean> {
  const named = await Promise.all(POINTER_NAMES.map((name) => pointers.read(name)));
  return named.some((pointer) => pointer?.version === modelVersion);
}
