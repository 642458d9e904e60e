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

/** Told what is being done, and of how many products the last look at the catalog has seen to. */
export interface PublishProgress {
  readonly onEmbedded: (products: number) => Promise<void>;
  readonly onPromoting: (counts: PublishedCounts) => Promise<void>;
}

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

/**
 * Embeds every product, reads the vectors back, moves `live`, and embeds once more what changed meanwhile: what is written
 * after the move is embedded by its writer under this version, what was written before is found by the last look. Cut off
 * anywhere and done again, it goes on with what the version holds.
 * @param gatheredAt Of the data that the version was made from: a version of later data stays live.
 * @throws PublishError and what the stores and `progress` throw
 */
export async function publishModel(
  ports: PublishModelPorts,
  loaded: LoadedModel,
  gatheredAt: string,
  progress: PublishProgress,
): Promise<PublishedCounts & { promoted: boolean }> {
  const embedded = await readEmbeddedCatalog(ports.vectors, loaded.version);
  await complete(ports, loaded, embedded, progress);
  await confirm(ports, loaded.version, embedded);
  await progress.onPromoting(countsOf(embedded));
  const promoted = await movePointerForward(ports, 'live', loaded.version, gatheredAt);
  if (promoted) await embedCatalog(ports, loaded, embedded, progress.onEmbedded);
  return { ...countsOf(embedded), promoted };
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
  { onEmbedded }: PublishProgress,
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
