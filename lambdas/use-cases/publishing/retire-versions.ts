import type { Clock } from '../../ports/clock.ts';
import type { ModelPointers } from '../../ports/model-registry.ts';
import type { KeptVersion, SnapshotStore } from '../../ports/snapshot-store.ts';
import type { IndexedVersions } from '../../ports/vector-index.ts';
import type { VectorStore } from '../../ports/vector-store.ts';

export interface RetireVersionsPorts {
  readonly pointers: Pick<ModelPointers, 'read'>;
  readonly vectors: Pick<VectorStore, 'expire'>;
  readonly snapshots: Pick<SnapshotStore, 'versions' | 'retire' | 'remove'>;
  readonly clock: Clock;
  /** Where the deployment searches a vector index. */
  readonly index?: { readonly indexed: Pick<IndexedVersions, 'remove'> } | undefined;
}

const DAY_MILLISECONDS = 86_400_000;
const NAMES = ['head', 'live', 'next', 'previous'] as const;

/**
 * Lets go every version that was announced once and that no pointer names any more, whoever made it and however its run ended: its
 * vectors count as gone and expire in a day, nobody opens its snapshots or looks for it in the index, and what its
 * snapshots take in the store is removed by the first call a day later. Broken off anywhere, it goes on with what is left.
 * @returns whether it came to the end before it was told to stop.
 */
export async function retireVersions(ports: RetireVersionsPorts, isOver: () => boolean): Promise<boolean> {
  for (const kept of await ports.snapshots.versions()) {
    if (await isNamed(ports, kept.modelVersion)) continue;
    if (!(await retire(ports, kept, isOver))) return false;
  }
  return true;
}

async function retire(
  ports: RetireVersionsPorts,
  { modelVersion, removeAfter }: KeptVersion,
  isOver: () => boolean,
): Promise<boolean> {
  const { snapshots, vectors, index, clock } = ports;
  const now = clock.now();
  const tomorrow = new Date(now.getTime() + DAY_MILLISECONDS).toISOString();
  if (removeAfter === undefined) await snapshots.retire(modelVersion, tomorrow);
  await index?.indexed.remove(modelVersion);
  for await (const _ of vectors.expire(modelVersion, tomorrow)) {
    // Announced meanwhile: its publisher looks for every vector after that, and embeds what has gone here.
    if (await isNamed(ports, modelVersion)) return true;
    if (isOver()) return false;
  }
  if (removeAfter !== undefined && removeAfter <= now.toISOString()) await snapshots.remove(modelVersion);
  return true;
}

async function isNamed({ pointers }: RetireVersionsPorts, modelVersion: string): Promise<boolean> {
  const named = await Promise.all(NAMES.map((name) => pointers.read(name)));
  return named.some((pointer) => pointer?.version === modelVersion);
}
