import type { VectorChange, VectorStore } from '../../ports/vector-store.ts';
import { mapConcurrently } from '../../shared/concurrency.ts';
import { CONCURRENT_READS } from '../catalog/read-products.ts';
import type { SliceEnd } from '../runs/run-steps.ts';
import type { EmbedCatalogPorts } from './embed-shard.ts';

/** Progress of removing orphaned vectors. */
export interface OrphansRemoved {
  /** Undefined before the first page of changes. */
  readonly cursor?: string;
  readonly removed: number;
}

/** Progress of counting the vectors of a version. */
export interface VectorsCounted {
  /** Undefined before the first page of changes. */
  readonly cursor?: string;
  readonly vectors: number;
}

/**
 * Removes the vectors of a version whose products have left the catalog. Each removal carries the embedded revision, so a
 * product that came back meanwhile keeps its newer vector. Continues after the page `from.cursor`, until `isOver`.
 */
export async function removeOrphanedVectors(
  ports: EmbedCatalogPorts,
  modelVersion: string,
  from: OrphansRemoved,
  isOver: () => boolean,
): Promise<SliceEnd<OrphansRemoved>> {
  let state = from;
  for await (const { changes, cursor } of ports.vectors.changePages(modelVersion, from.cursor)) {
    state = { cursor, removed: state.removed + (await removeOrphansOf(ports, modelVersion, changes)) };
    if (isOver()) return { state, done: false };
  }
  return { state, done: true };
}

/** Counts the vectors of a version. Continues after the page `from.cursor`, until `isOver`. */
export async function countVectors(
  store: Pick<VectorStore, 'changePages'>,
  modelVersion: string,
  from: VectorsCounted,
  isOver: () => boolean,
): Promise<SliceEnd<VectorsCounted>> {
  let state = from;
  for await (const { changes, cursor } of store.changePages(modelVersion, from.cursor)) {
    state = { cursor, vectors: state.vectors + changes.filter(({ kind }) => kind === 'written').length };
    if (isOver()) return { state, done: false };
  }
  return { state, done: true };
}

async function removeOrphansOf(
  { products, vectors, clock }: EmbedCatalogPorts,
  modelVersion: string,
  changes: readonly VectorChange[],
): Promise<number> {
  const written = changes.filter((change) => change.kind === 'written');
  const removals = await mapConcurrently(written, CONCURRENT_READS, async ({ stored: { productId, revision } }) => {
    if ((await products.get(productId)) !== undefined) return 0;
    await vectors.remove(productId, modelVersion, { revision, updatedAt: clock.now().toISOString() });
    return 1;
  });
  return removals.reduce<number>((sum, one) => sum + one, 0);
}
