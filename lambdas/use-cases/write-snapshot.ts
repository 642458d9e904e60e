import { type PackedProduct, packSegment } from '../core/search/pack-segment.ts';
import type { Clock } from '../ports/clock.ts';
import type { SegmentReference, Snapshot, SnapshotStore } from '../ports/snapshot-store.ts';
import type { VectorStore } from '../ports/vector-store.ts';

export interface WriteSnapshotPorts {
  readonly vectors: Pick<VectorStore, 'changes'>;
  readonly snapshots: Pick<SnapshotStore, 'saveSegment' | 'publish'>;
  readonly clock: Clock;
}

/** What is held in memory while a snapshot is written: products of a segment at most, and bytes of their vectors. */
const SEGMENT_PRODUCTS = 65_536;
const SEGMENT_VECTOR_BYTES = 32 * 1024 ** 2;

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
  for await (const products of groupsOf(vectors, modelVersion)) {
    const bytes = packSegment(modelVersion, products);
    const name = await snapshots.saveSegment(modelVersion, bytes);
    segments.push({ name, bytes: bytes.length, products: products.length });
  }
  if (segments.length === 0) return undefined;
  const products = segments.reduce((sum, segment) => sum + segment.products, 0);
  const snapshot = { takenAt, products, segments };
  await snapshots.publish(modelVersion, snapshot);
  return snapshot;
}

/**
 * The products of each segment. One that changes while it is read may be told of twice: in one segment the last counts, and where
 * it is in two, the changes since, which whoever searches reads, take it out of both.
 */
async function* groupsOf(
  vectors: Pick<VectorStore, 'changes'>,
  modelVersion: string,
): AsyncGenerator<PackedProduct[], void, void> {
  let group = new Map<string, PackedProduct>();
  let D: number | undefined;
  for await (const change of vectors.changes(modelVersion)) {
    if (change.kind === 'removed') continue;
    const { productId: id, vector, fields } = change.stored;
    D ??= vector.length;
    if (vector.length !== D) continue;
    group.set(id, { id, vector, fields });
    if (group.size < SEGMENT_PRODUCTS && group.size * D * 4 < SEGMENT_VECTOR_BYTES) continue;
    yield [...group.values()];
    group = new Map();
  }
  if (group.size > 0) yield [...group.values()];
}
