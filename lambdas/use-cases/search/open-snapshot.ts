import { CodedError } from '../../core/errors/coded-error.ts';
import type { Threads } from '../../core/kernels/threads.ts';
import { Segment } from '../../core/search/segment.ts';
import { SnapshotIndex } from '../../core/search/snapshot-index.ts';
import type { SegmentReference, Snapshot, SnapshotStore } from '../../ports/snapshot-store.ts';

export interface OpenSnapshotOptions {
  readonly snapshots: Pick<SnapshotStore, 'list' | 'openSegment'>;
  /** Float32 vectors of a snapshot are kept in memory where they are no more bytes than this; others are read as they are scored. */
  readonly keptVectorBytes: number;
  /** Who helps with the scans of many rows; the results are the same without. @default nobody */
  readonly threads?: Threads | undefined;
  /** Told of each snapshot, or manifest, that cannot be used. */
  readonly onWarning: (cause: unknown) => void;
}

/** A snapshot that is open for search. */
export interface OpenSnapshot {
  readonly base: SnapshotIndex;
  /** RFC 3339: changes since may be missing. */
  readonly takenAt: string;
}

/** Told as a warning when a snapshot names a segment that is gone. */
class SnapshotError extends CodedError<'segment-gone'> {}

/**
 * Opens the newest sound snapshot of a model version; undefined when there is none, and the vectors have to be read from their
 * store. It never throws: a snapshot is a cache, and what is wrong with it is told as a warning.
 */
export async function openSnapshot(
  options: OpenSnapshotOptions,
  modelVersion: string,
): Promise<OpenSnapshot | undefined> {
  for (const snapshot of await snapshotsOf(options, modelVersion)) {
    try {
      return { base: await openBase(options, modelVersion, snapshot), takenAt: snapshot.takenAt };
    } catch (cause) {
      options.onWarning(cause);
    }
  }
  return undefined;
}

async function snapshotsOf(
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

async function openBase(
  { snapshots, keptVectorBytes, threads }: OpenSnapshotOptions,
  modelVersion: string,
  snapshot: Snapshot,
): Promise<SnapshotIndex> {
  const segments: Segment[] = [];
  try {
    for (const reference of snapshot.segments) segments.push(await openOne(snapshots, modelVersion, reference));
    const vectorBytes = snapshot.products * segments[0]!.D * 4;
    return new SnapshotIndex(segments, { keepVectors: vectorBytes <= keptVectorBytes, threads });
  } catch (cause) {
    for (const segment of segments) segment.close();
    throw cause;
  }
}

async function openOne(
  snapshots: OpenSnapshotOptions['snapshots'],
  modelVersion: string,
  reference: SegmentReference,
): Promise<Segment> {
  const file = await snapshots.openSegment(modelVersion, reference);
  if (file === undefined)
    throw new SnapshotError(
      'segment-gone',
      `segment ${reference.name} of ${modelVersion} is gone, expected ${reference.bytes} bytes: write a snapshot anew`,
    );
  try {
    return new Segment(file);
  } catch (cause) {
    file.close();
    throw cause;
  }
}
