import { type PackedProduct, packSegment } from '../core/search/pack-segment.ts';
import type { Clock } from '../ports/clock.ts';
import type { SegmentReference, Snapshot, SnapshotStore } from '../ports/snapshot-store.ts';
import type { VectorStore } from '../ports/vector-store.ts';

export interface WriteSnapshotPorts {
  readonly vectors: Pick<VectorStore, 'changes'>;
  readonly snapshots: Pick<SnapshotStore, 'saveSegment' | 'publish'>;
  readonly clock: Clock;
}

/** Products of a segment at most: what is held in memory while a snapshot is written. */
const SEGMENT_PRODUCTS = 65_536;

/**
 * Packs the vectors of a model version, as its changes have them now, into a new snapshot that search loads from then on.
 * Written twice, or cut off, it does no harm: segments are named by their content, and only the last step names them.
 * A vector of another length than the first one's is left out; whoever searches reads it from the changes and tells of it.
 * @returns undefined when the version has no vectors, and nothing is written
 * @throws what the stores throw
 */
export async function writeSnapshot(
  { vectors, snapshots, clock }: WriteSnapshotPorts,
  modelVersion: string,
): Promise<Snapshot | undefined> {
  const takenAt = clock.now().toISOString();
  const segments: SegmentReference[] = [];
  const save = async (products: readonly PackedProduct[]): Promise<void> => {
    const bytes = packSegment(modelVersion, products);
    const name = await snapshots.saveSegment(modelVersion, bytes);
    segments.push({ name, bytes: bytes.length, products: products.length });
  };
  let group: PackedProduct[] = [];
  for await (const product of packable(vectors, modelVersion)) {
    if (group.push(product) < SEGMENT_PRODUCTS) continue;
    await save(group);
    group = [];
  }
  if (group.length > 0) await save(group);
  if (segments.length === 0) return undefined;
  const products = segments.reduce((sum, segment) => sum + segment.products, 0);
  const snapshot = { takenAt, products, segments };
  await snapshots.publish(modelVersion, snapshot);
  return snapshot;
}

/** Each product once: one that changes while it is read may be told of twice, and what it became is read with the changes since. */
async function* packable(
  vectors: Pick<VectorStore, 'changes'>,
  modelVersion: string,
): AsyncGenerator<PackedProduct, void, void> {
  const seen = new Set<string>();
  let D: number | undefined;
  for await (const change of vectors.changes(modelVersion)) {
    if (change.kind === 'removed' || seen.has(change.stored.productId)) continue;
    const { productId, vector, fields } = change.stored;
    D ??= vector.length;
    if (vector.length !== D) continue;
    seen.add(productId);
    yield { id: productId, vector, fields };
  }
}
