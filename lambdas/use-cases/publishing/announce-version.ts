import type { SnapshotStore } from '../../ports/snapshot-store.ts';
import type { IndexedVersions } from '../../ports/vector-index.ts';
import type { VectorStore } from '../../ports/vector-store.ts';
import { isOfLaterData, type MovePointerPorts, movePointerForward } from '../models/move-pointer.ts';

export interface AnnouncePorts extends MovePointerPorts {
  readonly vectors: Pick<VectorStore, 'changePages'>;
  readonly snapshots: Pick<SnapshotStore, 'begin' | 'remove'>;
  /** Where the deployment searches a vector index. */
  readonly index?: { readonly indexed: Pick<IndexedVersions, 'remove'> } | undefined;
}

/** What an announcement found. */
export interface Announced {
  /** Whether the version had no vector before. */
  readonly isNew: boolean;
}

/**
 * Names a version as the next, before its products are embedded: whoever writes a product from now on embeds it under
 * the version too, and what was written before is found in the catalog. What search kept of a version that was let go is of long ago:
 * products have left since without a word to it, so that it is removed first.
 */
export async function announceVersion(ports: AnnouncePorts, version: string): Promise<Announced> {
  const { pointers, snapshots, index } = ports;
  const kept = await Promise.all((['live', 'previous', 'next'] as const).map((name) => pointers.read(name)));
  if (!kept.some((pointer) => pointer?.version === version)) {
    await snapshots.remove(version);
    await index?.indexed.remove(version);
  }
  await snapshots.begin(version);
  const isNew = await hasNoVector(ports, version);
  await movePointerForward(ports, 'next', version, 'override');
  return { isNew };
}

/** `later-data`: a version of later data is live, and stays so. `superseded`: another version was announced meanwhile, so that what was written since may be missing under this one. */
export type Promotion = 'live' | 'later-data' | 'superseded';

/**
 * Moves `live` to a complete version that is still announced, and keeps the one before to roll back to.
 * @param gatheredAt Of the data that the version was made from: a version of later data stays live; `override` moves it all
 * the same.
 */
export async function promoteVersion(
  ports: MovePointerPorts,
  version: string,
  gatheredAt: string | 'override',
): Promise<Promotion> {
  if (await isOvertaken(ports, version, gatheredAt)) return 'later-data';
  const [live, next] = await Promise.all([ports.pointers.read('live'), ports.pointers.read('next')]);
  if (live?.version !== version && next?.version !== version) return 'superseded';
  const keep = async (replaced: string) => void (await movePointerForward(ports, 'previous', replaced, 'override'));
  return (await movePointerForward(ports, 'live', version, gatheredAt, keep)) ? 'live' : 'later-data';
}

/** Whether another version is live that was made from later data. */
export async function isOvertaken(
  ports: Pick<MovePointerPorts, 'pointers' | 'registry'>,
  version: string,
  gatheredAt: string | 'override',
): Promise<boolean> {
  const live = (await ports.pointers.read('live'))?.version;
  return live !== version && (await isOfLaterData(ports, live, gatheredAt));
}

async function hasNoVector({ vectors }: AnnouncePorts, version: string): Promise<boolean> {
  for await (const { changes } of vectors.changePages(version)) {
    if (changes.some(({ kind }) => kind === 'written')) return false;
  }
  return true;
}
