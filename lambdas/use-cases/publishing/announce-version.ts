import type { SnapshotStore } from '../../ports/snapshot-store.ts';
import type { IndexedVersions } from '../../ports/vector-index.ts';
import { type MovePointerPorts, movePointerForward } from '../models/move-pointer.ts';

export interface AnnouncePorts extends MovePointerPorts {
  readonly snapshots: Pick<SnapshotStore, 'register' | 'remove'>;
  /** Present if the deployment searches a vector index. */
  readonly index?: { readonly indexed: Pick<IndexedVersions, 'remove'> } | undefined;
}

/** The result of an announcement. Plain JSON: it is the result of a durable step. */
export interface Announcement {
  /** RFC 3339, UTC. */
  readonly at: string;
}

/**
 * Moves the pointer `next` to a version, before the products are embedded under it. From now on every writer of a product
 * also embeds it under this version; products written earlier are found by scanning the catalog. Old snapshots of a retired
 * version lack later deletions, so they are deleted first, and so is its record of being indexed.
 */
export async function announceVersion(ports: AnnouncePorts, version: string): Promise<Announcement> {
  const { pointers, snapshots, index, clock } = ports;
  const named = await Promise.all((['live', 'previous', 'next'] as const).map((name) => pointers.read(name)));
  if (!named.some((pointer) => pointer?.version === version)) {
    await snapshots.remove(version);
    await index?.indexed.remove(version);
  }
  await snapshots.register(version);
  await movePointerForward(ports, 'next', version, 'override');
  return { at: clock.now().toISOString() };
}
