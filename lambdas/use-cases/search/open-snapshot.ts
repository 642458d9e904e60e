import { CodedError } from '../../core/errors/coded-error.ts';
import type { Threads } from '../../core/kernels/threads.ts';
import { type ColumnMemory, Segment } from '../../core/search/segment.ts';
import { createColumnMemory, SnapshotIndex } from '../../core/search/snapshot-index.ts';
import type { SegmentReference, Snapshot, SnapshotStore } from '../../ports/snapshot-store.ts';

export interface OpenSnapshotOptions {
  readonly snapshots: Pick<SnapshotStore, 'list' | 'openSegment'>;
  /** The float32 vectors of a snapshot of at most this size stay in memory; those of a larger one are read when they are scored. */
  readonly keptVectorBytes: number;
  /** Threads that help to scan many rows. The results are the same without them. @default none */
  readonly threads?: Threads | undefined;
  /** Receives why a snapshot or a manifest cannot be used. */
  readonly onWarning: (cause: unknown) => void;
}

interface SegmentSource {
  readonly snapshots: Pick<SnapshotStore, 'openSegment'>;
}

/** A snapshot that is open for search. */
export interface OpenSnapshot {
  readonly snapshot: SnapshotIndex;
  /** RFC 3339: changes since then may be missing. */
  readonly takenAt: string;
}

/** Passed to `onWarning` if a snapshot names a segment that is gone. */
class SnapshotError extends CodedError<'segment-gone'> {}

/**
 * Opens the newest sound snapshot of a model version. It never throws: a snapshot is a cache, so a fault in it is a warning.
 * @returns undefined if there is no sound snapshot: the vectors are then read from the vector store
 */
export async function openSnapshot(
  options: OpenSnapshotOptions,
  modelVersion: string,
): Promise<OpenSnapshot | undefined> {
  for (const snapshot of await listSnapshots(options, modelVersion)) {
    try {
      return { snapshot: await openSegments(options, modelVersion, snapshot), takenAt: snapshot.takenAt };
    } catch (cause) {
      options.onWarning(cause);
    }
  }
  return undefined;
}

async function listSnapshots(
  { snapshots, onWarning }: OpenSnapshotOptions,
  modelVersion: string,
): Promise<readonly Snapshot[]> {
  try {
    return await snapshots.list(modelVersion);
  } catch (cause) {
    onWarning(cause);
    return [];
  }
}

/** Opens the segments of a version as one index. @throws SnapshotError `segment-gone`, SegmentError, what `openSegment` throws */
export async function openSegments(
  { snapshots, keptVectorBytes, threads }: Pick<OpenSnapshotOptions, 'keptVectorBytes' | 'threads'> & SegmentSource,
  modelVersion: string,
  snapshot: Pick<Snapshot, 'products' | 'segments'>,
): Promise<SnapshotIndex> {
  const segments: Segment[] = [];
  const codeSets = createColumnMemory();
  try {
    for (const reference of snapshot.segments)
      segments.push(await openSegment(snapshots, modelVersion, reference, codeSets));
    const vectorBytes = snapshot.products * segments[0]!.D * 4;
    return new SnapshotIndex(segments, { loadVectors: vectorBytes <= keptVectorBytes, threads, codeSets });
  } catch (cause) {
    for (const segment of segments) segment.close();
    throw cause;
  }
}

async function openSegment(
  snapshots: SegmentSource['snapshots'],
  modelVersion: string,
  reference: SegmentReference,
  columnMemory: ColumnMemory | undefined,
): Promise<Segment> {
  const file = await snapshots.openSegment(modelVersion, reference);
  if (file === undefined)
    throw new SnapshotError(
      'segment-gone',
      `segment ${reference.name} of ${modelVersion} is gone, expected ${reference.bytes} bytes: write a new snapshot`,
    );
  try {
    return new Segment(file, columnMemory);
  } catch (cause) {
    file.close();
    throw cause;
  }
}
