import type { VectorRows } from '../../core/map/sample-layout.ts';
import { Segment } from '../../core/search/segment.ts';
import type { SegmentReference, Snapshot, SnapshotStore } from '../../ports/snapshot-store.ts';
import { StoreError } from '../../ports/store-error.ts';

export interface ReadSnapshotPorts {
  readonly snapshots: Pick<SnapshotStore, 'list' | 'openSegment'>;
}

const BLOCK_ROWS = 1024;

/**
 * Reads the vectors of a snapshot block by block, one segment at a time: memory does not grow with the catalog.
 * @throws StoreError `unavailable` if a segment is gone, because a newer snapshot has replaced it
 */
export async function* readVectors(
  { snapshots }: ReadSnapshotPorts,
  modelVersion: string,
  { segments }: Snapshot,
): AsyncGenerator<VectorRows, void, void> {
  for (const reference of segments) {
    const segment = await openSegment(snapshots, modelVersion, reference);
    try {
      for (let start = 0; start < segment.rows; start += BLOCK_ROWS) {
        yield readBlock(segment, start, Math.min(segment.rows, start + BLOCK_ROWS));
      }
    } finally {
      segment.close();
    }
  }
}

/** Rows without a direction are left out: segments of older versions of this project may hold some. */
function readBlock(segment: Segment, start: number, end: number): VectorRows {
  const { D } = segment;
  const ids: string[] = [];
  const vectors = new Float32Array((end - start) * D);
  for (let row = start; row < end; row++) {
    vectors.set(segment.vectors.at(row), ids.length * D);
    if (vectors.subarray(ids.length * D, (ids.length + 1) * D).some((value) => value !== 0))
      ids.push(segment.idAt(row));
  }
  return { ids, vectors: vectors.subarray(0, ids.length * D), D };
}

async function openSegment(
  snapshots: ReadSnapshotPorts['snapshots'],
  modelVersion: string,
  reference: SegmentReference,
): Promise<Segment> {
  const file = await snapshots.openSegment(modelVersion, reference);
  if (file) return new Segment(file);
  throw new StoreError(
    'unavailable',
    `segment ${reference.name} of ${modelVersion} is gone, because a newer snapshot has replaced it: try again`,
  );
}
