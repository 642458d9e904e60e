import { packSegment } from '../../core/search/pack-segment.ts';
import { computeLayout, readHeader } from '../../core/search/segment-format.ts';
import type { Clock } from '../../ports/clock.ts';
import type { SegmentHeadReference, SegmentReference, Snapshot, SnapshotStore } from '../../ports/snapshot-store.ts';
import type { VectorStore } from '../../ports/vector-store.ts';
import { sha256Hex } from '../../shared/sha256.ts';
import { DeadlineError, type RemainingTime } from '../common/deadline.ts';
import type { SliceEnd } from '../runs/run-steps.ts';
import { SegmentGroup } from './segment-group.ts';

export interface WriteSnapshotPorts {
  readonly vectors: Pick<VectorStore, 'changePages'>;
  readonly snapshots: Pick<SnapshotStore, 'saveSegment' | 'publish'>;
  readonly clock: Clock;
}

/** The progress of one slice of writing a snapshot. Plain JSON: it is the result of a durable step. */
export interface SnapshotPart {
  /** RFC 3339: when the first segment was started; empty before. */
  readonly takenAt: string;
  /** Numbers in a vector; 0 before the first vector. */
  readonly D: number;
  /** The last page of changes that is packed; undefined before the first page. */
  readonly cursor?: string;
  /** The segments of this slice. */
  readonly segments: readonly SegmentReference[];
}

/** Time kept back for the segment that is being written, and for the answer. */
const RESERVE_MILLISECONDS = 20_000;
/** Segments of one slice: the result of a durable step lists them, and must stay small. */
const MAX_SLICE_SEGMENTS = 256;

/** The state before the first slice. */
export const NO_SNAPSHOT: SnapshotPart = { takenAt: '', D: 0, segments: [] };

/**
 * Packs the current vectors of a model version into a new snapshot, which search loads from then on. Repeating or interrupting
 * it does no harm: segments are named by their content, and only the last write publishes them.
 * @param remaining Time left in the invocation (default: no limit).
 * @returns undefined if the version has no vectors: nothing is written
 * @throws DeadlineError if the time is over before the end, and what the stores throw
 */
export async function writeSnapshot(
  ports: WriteSnapshotPorts,
  modelVersion: string,
  remaining: RemainingTime = () => Number.POSITIVE_INFINITY,
): Promise<Snapshot | undefined> {
  const isOver = () => remaining() < RESERVE_MILLISECONDS;
  const parts: SnapshotPart[] = [];
  for (;;) {
    const { state, done } = await writeSegments(ports, modelVersion, parts.at(-1) ?? NO_SNAPSHOT, isOver);
    parts.push(state);
    if (done) return publishSnapshot(ports, modelVersion, parts);
    if (isOver())
      throw new DeadlineError(
        'out-of-time',
        `out of time while packing ${modelVersion}: search continues with the last snapshot; publish a version to write a new one`,
      );
  }
}

/**
 * Writes segments of a snapshot, from where the slice before ended until `isOver` or the last vector. A vector of another
 * length than the first is left out: search reads it from the changes and logs a warning. A vector that changes meanwhile may
 * be packed twice: the changes since `takenAt`, which search also reads, replace it in both segments.
 */
export async function writeSegments(
  { vectors, snapshots, clock }: WriteSnapshotPorts,
  modelVersion: string,
  from: SnapshotPart,
  isOver: () => boolean,
): Promise<SliceEnd<SnapshotPart>> {
  const takenAt = from.takenAt || clock.now().toISOString();
  const segments: SegmentReference[] = [];
  const group = new SegmentGroup(from.D);
  const flush = async () => {
    const products = group.take();
    if (products.length === 0) return;
    const bytes = packSegment(modelVersion, products);
    const name = await snapshots.saveSegment(modelVersion, bytes);
    segments.push({ name, bytes: bytes.length, products: products.length, head: headOf(bytes) });
  };
  let { cursor } = from;
  const state = (): SnapshotPart => ({ takenAt, D: group.D, ...(cursor !== undefined && { cursor }), segments });
  for await (const page of vectors.changePages(modelVersion, cursor)) {
    if (!group.hasRoomFor(page)) {
      await flush();
      if (isOver() || segments.length >= MAX_SLICE_SEGMENTS) return { state: state(), done: false };
    }
    group.add(page);
    cursor = page.cursor;
  }
  await flush();
  return { state: state(), done: true };
}

/** The head of a packed segment, with which a search can answer before the vectors are read. */
export function headOf(segment: Uint8Array): SegmentHeadReference {
  const bytes = computeLayout(readHeader(segment, segment.length)).vectors;
  return { bytes, sha256: sha256Hex(segment.subarray(0, bytes)) };
}

/** Publishes the segments of all slices as the newest snapshot of a version. @returns undefined if there is no segment */
export async function publishSnapshot(
  { snapshots }: Pick<WriteSnapshotPorts, 'snapshots'>,
  modelVersion: string,
  parts: readonly SnapshotPart[],
): Promise<Snapshot | undefined> {
  const segments = parts.flatMap((part) => part.segments);
  if (segments.length === 0) return undefined;
  const products = segments.reduce((sum, segment) => sum + segment.products, 0);
  const snapshot = { takenAt: parts[0]!.takenAt, products, segments };
  await snapshots.publish(modelVersion, snapshot);
  return snapshot;
}
