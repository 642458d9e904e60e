import { setImmediate as breathe } from 'node:timers/promises';
import { CodedError } from '../../core/errors/coded-error.ts';
import type { Threads } from '../../core/kernels/threads.ts';
import { type ColumnMemory, Segment } from '../../core/search/segment.ts';
import type { SegmentFile } from '../../core/search/segment-file.ts';
import { createColumnMemory, SnapshotIndex, type SnapshotIndexOptions } from '../../core/search/snapshot-index.ts';
import type { Clock } from '../../ports/clock.ts';
import type {
  SegmentHead,
  SegmentPlace,
  SegmentReference,
  Snapshot,
  SnapshotStore,
} from '../../ports/snapshot-store.ts';
import { mapConcurrently } from '../../shared/concurrency.ts';
import { environmentDefaults } from '../../shared/environment-defaults.ts';
import { attemptReading, LateReading } from './late-reading.ts';

/** Segments that are read at the same time. */
const CONCURRENT_SEGMENTS = 4;
/** Up to this share of `keptVectorBytes` a whole snapshot stays in memory as it arrives. A larger one goes to disk first. */
const KEPT_WHOLE = 1 / 4;
export interface OpenSnapshotOptions {
  readonly snapshots: Pick<SnapshotStore, 'list' | 'openSegment'> & Partial<Pick<SnapshotStore, 'openHead'>>;
  /**
   * Whether an index is ready once the heads of its segments are read. Its searches may then throw VectorsMissing: they are done
   * by `LateReading`. @default false
   */
  readonly headsFirst?: boolean;
  /** How long a question waits for vectors that are not read yet. @default as functions of the API */
  readonly loadWaitSeconds?: number;
  /** Resolves after some milliseconds. @default a timer that does not keep the process */
  readonly wait?: (milliseconds: number) => Promise<unknown>;
  readonly clock: Clock;
  /** Receives how many ranges of vectors a question read. @default they are not counted */
  readonly onRanges?: (ranges: number) => void;
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
  readonly snapshots: Pick<SnapshotStore, 'openSegment'> & Partial<Pick<SnapshotStore, 'openHead'>>;
}

/** A snapshot that is open for search. */
export interface OpenSnapshot {
  readonly snapshot: SnapshotIndex;
  /** RFC 3339: changes since then may be missing. */
  readonly takenAt: string;
  /** Reads the vectors, if only the heads of the segments are read. */
  readonly reading?: LateReading | undefined;
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
      const opened = await openParts({ ...options, signal }, modelVersion, snapshot);
      const reading = opened.heads.length > 0 && lateReading(options, opened, signal);
      return { snapshot: opened.snapshot, takenAt: snapshot.takenAt, ...(reading && { reading }) };
    } catch (cause) {
      signal?.throwIfAborted();
      options.onWarning(cause);
    }
  }
  return undefined;
}

const NEVER = new AbortController().signal;

function lateReading(
  { onWarning, onRanges, wait, clock, loadWaitSeconds }: OpenSnapshotOptions,
  opened: OpenedSegments,
  signal: AbortSignal = NEVER,
): LateReading {
  const waitSeconds = loadWaitSeconds ?? environmentDefaults.LOAD_WAIT_SECONDS;
  return new LateReading({ ...opened, onWarning, onRanges, wait, clock, waitSeconds, signal });
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
  /** Whether only the heads are read. */
  readonly isHeads: boolean;
}

interface OpenSegmentsOptions
  extends Pick<OpenSnapshotOptions, 'keptVectorBytes' | 'threads' | 'headsFirst' | 'onRanges'>,
    SegmentSource {
  /** Ends the opening. @default never */
  readonly signal?: AbortSignal | undefined;
}

interface OpenedSegments {
  readonly snapshot: SnapshotIndex;
  /** By segment; empty if the segments are read whole. */
  readonly heads: readonly SegmentHead[];
  /** Whether late vectors are to be in memory. */
  readonly loadVectors: boolean;
}

/**
 * Opens the segments of a version as one index.
 * @throws SnapshotError `segment-gone`, SegmentError, what `openSegment` throws, the reason of `signal`
 */
export async function openSegments(
  options: Omit<OpenSegmentsOptions, 'headsFirst'>,
  modelVersion: string,
  snapshot: Pick<Snapshot, 'products' | 'segments'>,
): Promise<SnapshotIndex> {
  return (await openParts({ ...options, headsFirst: false }, modelVersion, snapshot)).snapshot;
}

async function openParts(
  options: OpenSegmentsOptions,
  modelVersion: string,
  snapshot: Pick<Snapshot, 'products' | 'segments'>,
): Promise<OpenedSegments> {
  const opened = new Map<SegmentReference, ReadSegment & { readonly segment: Segment }>();
  const codeSets = createColumnMemory();
  const totalBytes = snapshot.segments.reduce((sum, { bytes }) => sum + bytes, 0);
  const place = totalBytes <= options.keptVectorBytes * KEPT_WHOLE ? 'memory' : 'disk';
  const isHeads = options.headsFirst === true && canOpenHeads(options, snapshot, codeSets);
  try {
    await mapConcurrently(snapshot.segments, CONCURRENT_SEGMENTS, async (reference) => {
      options.signal?.throwIfAborted();
      const source = { ...options, place, isHeads } as const;
      opened.set(reference, await openSegment(source, modelVersion, reference, codeSets));
      await breathe();
    });
    const all = snapshot.segments.map((reference) => opened.get(reference)!);
    const segments = all.map(({ segment }) => segment);
    const vectorBytes = snapshot.products * segments[0]!.D * Float32Array.BYTES_PER_ELEMENT;
    const loadVectors = place === 'disk' && vectorBytes <= options.keptVectorBytes;
    const index = await joinSegments(segments, { ...options, codeSets, loadVectors });
    return { snapshot: index, heads: all.flatMap(({ head }) => head ?? []), loadVectors };
  } catch (cause) {
    for (const { segment } of opened.values()) segment.close();
    throw cause;
  }
}

/** Without codes in memory every search needs all vectors. */
function canOpenHeads(
  { snapshots }: SegmentSource,
  { segments }: Pick<Snapshot, 'segments'>,
  codes: ColumnMemory | undefined,
): boolean {
  return codes !== undefined && snapshots.openHead !== undefined && segments.every(({ head }) => head !== undefined);
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
): Promise<ReadSegment & { readonly segment: Segment }> {
  const read = await attemptReading(() => readOnce(source, modelVersion, reference));
  if (read === undefined)
    throw new SnapshotError(
      'segment-gone',
      `segment ${reference.name} of ${modelVersion} is gone, expected ${reference.bytes} bytes: write a new snapshot`,
    );
  try {
    const segment = new Segment(read.file, columnMemory, read.head && reference.head?.bytes);
    return { ...read, segment: checkVersion(segment, modelVersion, reference) };
  } catch (cause) {
    read.file.close();
    throw cause;
  }
}

/** The file of a segment, and its head if only that was read. */
interface ReadSegment {
  readonly file: SegmentFile;
  readonly head?: SegmentHead;
}

async function readOnce(
  { snapshots, place, isHeads }: PlacedSource,
  modelVersion: string,
  reference: SegmentReference,
): Promise<ReadSegment | undefined> {
  if (isHeads) {
    const head = await snapshots.openHead!(modelVersion, { ...reference, head: reference.head! }, place);
    return head && { file: head.file, head };
  }
  const file = await snapshots.openSegment(modelVersion, reference, place);
  return file && { file };
}

/** Vectors of two versions are never compared. */
function checkVersion(segment: Segment, modelVersion: string, { name }: SegmentReference): Segment {
  if (segment.modelVersion === modelVersion) return segment;
  const found = `segment ${name} has vectors of ${segment.modelVersion}, expected ${modelVersion}`;
  throw new SnapshotError('wrong-version', `${found}: write a new snapshot`);
}
