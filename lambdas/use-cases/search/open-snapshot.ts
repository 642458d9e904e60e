import { setImmediate as breathe } from 'node:timers/promises';
import { CodedError } from '../../core/errors/coded-error.ts';
import type { Threads } from '../../core/kernels/threads.ts';
import { type ColumnMemory, Segment } from '../../core/search/segment.ts';
import type { SegmentFile } from '../../core/search/segment-file.ts';
import { createColumnMemory, SnapshotIndex, type SnapshotIndexOptions } from '../../core/search/snapshot-index.ts';
import type { SegmentPlace, SegmentReference, Snapshot, SnapshotStore } from '../../ports/snapshot-store.ts';
import { StoreError } from '../../ports/store-error.ts';
import { mapConcurrently } from '../../shared/concurrency.ts';

/** Segments that are read at the same time. */
const CONCURRENT_SEGMENTS = 4;
/** Up to this share of `keptVectorBytes` a whole snapshot stays in memory as it arrives. A larger one goes to disk first. */
const KEPT_WHOLE = 1 / 4;
/**
 * Attempts to read a segment. A connection may be lost in the middle, and is after a pause of the function; the other segments
 * stay open meanwhile.
 */
const SEGMENT_ATTEMPTS = 3;

export interface OpenSnapshotOptions {
  readonly snapshots: Pick<SnapshotStore, 'list' | 'openSegment'>;
  /** The float32 vectors of a snapshot of at most this size stay in memory; those of a larger one are read when they are scored. */
  readonly keptVectorBytes: number;
  /** Threads that help to scan many rows. The results are the same without them. @default none */
  readonly threads?: Threads | undefined;
  /** Receives why a snapshot or a manifest cannot be used. */
  readonly onWarning: (cause: unknown) => void;
}

/** How an opening goes on. */
export interface Opening {
  /** Ends the opening. @default never */
  readonly signal?: AbortSignal | undefined;
  /** Called with `takenAt` of each snapshot before its segments are read, so that the changes since can be read meanwhile. */
  readonly onSnapshot?: (takenAt: string) => void;
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

/** Passed to `onWarning` if a snapshot names a segment that is gone, or has vectors of another version. */
class SnapshotError extends CodedError<'segment-gone' | 'wrong-version'> {}

/**
 * Opens the newest sound snapshot of a model version, in steps of about a millisecond: searches in another index go on
 * meanwhile. A snapshot is a cache, so a fault in it is a warning.
 * @returns undefined if there is no sound snapshot: the vectors are then read from the vector store
 * @throws the reason of `signal`, and nothing else
 */
export async function openSnapshot(
  options: OpenSnapshotOptions,
  modelVersion: string,
  { signal, onSnapshot }: Opening = {},
): Promise<OpenSnapshot | undefined> {
  for (const snapshot of await listSnapshots(options, modelVersion)) {
    signal?.throwIfAborted();
    onSnapshot?.(snapshot.takenAt);
    try {
      const opened = await openSegments({ ...options, signal }, modelVersion, snapshot);
      return { snapshot: opened, takenAt: snapshot.takenAt };
    } catch (cause) {
      signal?.throwIfAborted();
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

interface PlacedSource extends SegmentSource {
  readonly place: SegmentPlace;
}

interface OpenSegmentsOptions extends Pick<OpenSnapshotOptions, 'keptVectorBytes' | 'threads'>, SegmentSource {
  /** Ends the opening. @default never */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Opens the segments of a version as one index.
 * @throws SnapshotError `segment-gone`, SegmentError, what `openSegment` throws, the reason of `signal`
 */
export async function openSegments(
  options: OpenSegmentsOptions,
  modelVersion: string,
  snapshot: Pick<Snapshot, 'products' | 'segments'>,
): Promise<SnapshotIndex> {
  const opened = new Map<SegmentReference, Segment>();
  const codeSets = createColumnMemory();
  const totalBytes = snapshot.segments.reduce((sum, { bytes }) => sum + bytes, 0);
  const place = totalBytes <= options.keptVectorBytes * KEPT_WHOLE ? 'memory' : 'disk';
  try {
    await mapConcurrently(snapshot.segments, CONCURRENT_SEGMENTS, async (reference) => {
      options.signal?.throwIfAborted();
      opened.set(reference, await openSegment({ ...options, place }, modelVersion, reference, codeSets));
      await breathe();
    });
    const segments = snapshot.segments.map((reference) => opened.get(reference)!);
    const vectorBytes = snapshot.products * segments[0]!.D * Float32Array.BYTES_PER_ELEMENT;
    const loadVectors = place === 'disk' && vectorBytes <= options.keptVectorBytes;
    return await joinSegments(segments, { ...options, codeSets, loadVectors });
  } catch (cause) {
    for (const segment of opened.values()) segment.close();
    throw cause;
  }
}

async function joinSegments(
  segments: readonly Segment[],
  { loadVectors, threads, codeSets, signal }: SnapshotIndexOptions & Pick<OpenSegmentsOptions, 'signal'>,
): Promise<SnapshotIndex> {
  const index = new SnapshotIndex(segments, { loadVectors, threads, codeSets, inSteps: true });
  for (const _ of index.readInSteps()) {
    await breathe();
    signal?.throwIfAborted();
  }
  return index;
}

async function openSegment(
  source: PlacedSource,
  modelVersion: string,
  reference: SegmentReference,
  columnMemory: ColumnMemory | undefined,
): Promise<Segment> {
  const file = await readSegment(source, modelVersion, reference);
  if (file === undefined)
    throw new SnapshotError(
      'segment-gone',
      `segment ${reference.name} of ${modelVersion} is gone, expected ${reference.bytes} bytes: write a new snapshot`,
    );
  try {
    return checkVersion(new Segment(file, columnMemory), modelVersion, reference);
  } catch (cause) {
    file.close();
    throw cause;
  }
}

async function readSegment(
  { snapshots, place }: PlacedSource,
  modelVersion: string,
  reference: SegmentReference,
): Promise<SegmentFile | undefined> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await snapshots.openSegment(modelVersion, reference, place);
    } catch (cause) {
      const isTemporary = cause instanceof StoreError && cause.code === 'unavailable';
      if (!isTemporary || attempt === SEGMENT_ATTEMPTS) throw cause;
    }
  }
}

/** Vectors of two versions are never compared. */
function checkVersion(segment: Segment, modelVersion: string, { name }: SegmentReference): Segment {
  if (segment.modelVersion === modelVersion) return segment;
  const found = `segment ${name} has vectors of ${segment.modelVersion}, expected ${modelVersion}`;
  throw new SnapshotError('wrong-version', `${found}: write a new snapshot`);
}
