import { type ConfirmIndexPorts, confirmIndexed } from './confirm-index.ts';
import { type EmbedCatalogPorts, type EmbeddedCatalog, embedCatalog, readEmbeddedCatalog } from './embed-catalog.ts';
import type { LoadedModel } from './model-source.ts';
import { type MovePointerPorts, movePointerForward } from './move-pointer.ts';
import { findFaultyVectors } from './verify-vectors.ts';

export type PublishModelPorts = EmbedCatalogPorts &
  MovePointerPorts & {
    /** Where the deployment searches a vector index. */
    readonly index?: Omit<ConfirmIndexPorts, 'vectors' | 'clock'> | undefined;
  };

export interface PublishedCounts {
  /** Products with a vector under the version. */
  readonly embedded: number;
  /** Products that the model cannot read. */
  readonly notEmbeddable: number;
}

/** Thrown when the vectors of a version do not get complete, try after try; `live` is as it was. */
export class PublishError extends Error {
  override readonly name = 'PublishError';
}

/** Looks at the catalog before `live` moves; in a shop that never rests the last look, after the move, finds the rest. */
const MAX_LOOKS = 3;
const MAX_REPAIRS = 2;

/** Versions that were named when a version was announced. */
export interface Announced {
  /** The version that was kept to roll back to; it is kept no longer once another is live. */
  readonly previous: string | null;
}

/**
 * Names a version as the next, before its products are embedded: whoever writes a product from now on embeds it under
 * the version too, and what was written before is found in the catalog.
 */
export async function announceVersion(ports: PublishModelPorts, version: string): Promise<Announced> {
  const previous = (await ports.pointers.read('previous'))?.version ?? null;
  await movePointerForward(ports, 'next', version, 'override');
  return { previous };
}

/**
 * Embeds what is not embedded yet, reads the vectors back until all are there and sound, and looks for them in the vector index
 * where there is one. Cut off anywhere and done
 * again, it goes on with what the version holds.
 * @throws PublishError and what the stores and `onEmbedded` throw
 */
export async function completeVersion(
  ports: PublishModelPorts,
  loaded: LoadedModel,
  onEmbedded: (products: number) => Promise<void>,
): Promise<PublishedCounts> {
  const embedded = await readEmbeddedCatalog(ports.vectors, loaded.version);
  await complete(ports, loaded, embedded, onEmbedded);
  await confirm(ports, loaded.version, embedded);
  return countsOf(embedded);
}

/**
 * Moves `live` to a complete version, keeps the one before to roll back to, and embeds once more what changed meanwhile.
 * @param gatheredAt Of the data that the version was made from: a version of later data stays live; `override` moves it all
 * the same.
 * @returns what the version holds then; undefined when it is not live.
 */
export async function promoteVersion(
  ports: PublishModelPorts,
  loaded: LoadedModel,
  gatheredAt: string | 'override',
): Promise<PublishedCounts | undefined> {
  const keep = async (replaced: string) => void (await movePointerForward(ports, 'previous', replaced, 'override'));
  const promoted = await movePointerForward(ports, 'live', loaded.version, gatheredAt, keep);
  if (!promoted) return undefined;
  const embedded = await readEmbeddedCatalog(ports.vectors, loaded.version);
  await embedCatalog(ports, loaded, embedded, async () => {});
  return countsOf(embedded);
}

const DAY_MILLISECONDS = 86_400_000;

/** Lets the vectors of a version go that no pointer names any more, a day from now. */
export async function retireVersion(
  { pointers, vectors, clock }: PublishModelPorts,
  version: string | null,
): Promise<void> {
  if (version === null) return;
  const names = ['head', 'live', 'next', 'previous'] as const;
  const named = await Promise.all(names.map((name) => pointers.read(name)));
  if (named.some((pointer) => pointer?.version === version)) return;
  const at = new Date(clock.now().getTime() + DAY_MILLISECONDS).toISOString();
  for await (const _ of vectors.expire(version, at));
}

/** A version that is not found in the index is served all the same, by the exact engine. */
async function confirm(
  { index, vectors, clock }: PublishModelPorts,
  version: string,
  { revisions, unreadable }: EmbeddedCatalog,
): Promise<void> {
  if (index === undefined) return;
  const ids = [...revisions.keys()].filter((id) => !unreadable.has(id));
  await confirmIndexed({ ...index, vectors, clock }, version, ids);
}

/** Until the catalog stands still and its vectors are sound. */
async function complete(
  ports: PublishModelPorts,
  loaded: LoadedModel,
  embedded: EmbeddedCatalog,
  onEmbedded: (products: number) => Promise<void>,
): Promise<void> {
  for (let repairs = 0; ; repairs++) {
    for (let looks = 0; looks < MAX_LOOKS; looks++) {
      if ((await embedCatalog(ports, loaded, embedded, onEmbedded)) === 0) break;
    }
    const faulty = await findFaultyVectors(ports.vectors, loaded, embedded);
    if (faulty.length === 0) return;
    if (repairs === MAX_REPAIRS) throw incomplete(loaded.version, faulty);
    for (const id of faulty) embedded.revisions.delete(id);
  }
}

function incomplete(version: string, faulty: readonly string[]): PublishError {
  return new PublishError(
    `the vectors of ${version} are incomplete: ${faulty.length} products, such as ${faulty[0]}, have none that is sound ` +
      `after ${MAX_REPAIRS} repairs; live stays as it is`,
  );
}

function countsOf({ revisions, unreadable }: EmbeddedCatalog): PublishedCounts {
  return { embedded: revisions.size - unreadable.size, notEmbeddable: unreadable.size };
}
