import type { VectorChange, VectorStore } from '../../ports/vector-store.ts';
import { mapConcurrently } from '../../shared/concurrency.ts';
import type { SliceEnd } from '../runs/run-steps.ts';
import type { EmbedCatalogPorts } from './embed-catalog.ts';

/** How far the changes of a version were read. */
export interface OrphansRemoved {
  /** Undefined before the first page. */
  readonly cursor?: string;
  readonly removed: number;
}

const PARALLEL_LOOKS = 32;

/**
 * Takes out the products that a version has a vector of although they have left the catalog, by a removal of the embedded
 * revision: one that came back meanwhile has a newer one and stays. Goes on from a page of changes until it is told to stop.
 */
export async function removeOrphanedVectors(
  ports: EmbedCatalogPorts,
  modelVersion: string,
  from: OrphansRemoved,
  isOver: () => boolean,
): Promise<SliceEnd<OrphansRemoved>> {
  let at = from;
  for await (const page of ports.vectors.changePages(modelVersion, from.cursor)) {
    at = { cursor: page.cursor, removed: at.removed + (await removeFrom(ports, modelVersion, page.changes)) };
    if (isOver()) return { state: at, done: false };
  }
  return { state: at, done: true };
}

async function removeFrom(
  { products, vectors, clock }: EmbedCatalogPorts,
  modelVersion: string,
  changes: readonly VectorChange[],
): Promise<number> {
  const written = changes.filter((change) => change.kind === 'written');
  const removals = await mapConcurrently(written, PARALLEL_LOOKS, async ({ stored: { productId, revision } }) => {
    if ((await products.get(productId)) !== undefined) return 0;
    await vectors.remove(productId, modelVersion, { revision, updatedAt: clock.now().toISOString() });
    return 1;
  });
  return removals.reduce<number>((sum, one) => sum + one, 0);
}

/** How far the vectors of a version were counted. */
export interface VectorsCounted {
  /** Undefined before the first page. */
  readonly cursor?: string;
  readonly vectors: number;
}

/** Counts the vectors of a version, from a page of its changes on until it is told to stop. */
export async function countVectors(
  store: Pick<VectorStore, 'changePages'>,
  modelVersion: string,
  from: VectorsCounted,
  isOver: () => boolean,
): Promise<SliceEnd<VectorsCounted>> {
  let at = from;
  for await (const { changes, cursor } of store.changePages(modelVersion, from.cursor)) {
    at = { cursor, vectors: at.vectors + changes.filter(({ kind }) => kind === 'written').length };
    if (isOver()) return { state: at, done: false };
  }
  return { state: at, done: true };
}
