import { type PackedProduct, packSegment } from '../../core/search/pack-segment.ts';
import type { Clock } from '../../ports/clock.ts';
import type { SegmentReference, Snapshot, SnapshotStore } from '../../ports/snapshot-store.ts';
import type { ChangePage, VectorStore } from '../../ports/vector-store.ts';
import { DeadlineError, type RemainingTime } from '../common/deadline.ts';
import type { SliceEnd } from '../runs/run-steps.ts';

export interface WriteSnapshotPorts {
  readonly vectors: Pick<VectorStore, 'changePages'>;
  readonly snapshots: Pick<SnapshotStore, 'saveSegment' | 'publish'>;
  readonly clock: Clock;
}

/** A snapshot as far as it is written. Plain JSON. */
export interface SnapshotPart {
  /** RFC 3339: when its first segment was begun. Empty before. */
  readonly takenAt: string;
  /** Numbers in its vectors; 0 before the first one. */
  readonly D: number;
  /** Of the changes that are in; undefined before the first page. */
  readonly cursor?: string;
  /** Written since the part before. */
  readonly segments: readonly SegmentReference[];
}

/** What is held in memory while a snapshot is written: products of a segment at most, and bytes of their vectors. */
const SEGMENT_PRODUCTS = 65_536;
const SEGMENT_VECTOR_BYTES = 32 * 1024 ** 2;
/** For the segment that is being written, and the answer. */
const RESERVE_MILLISECONDS = 20_000;
/** Segments of one part at most: their names are what a step leaves. */
const PART_SEGMENTS = 256;

/** Nothing written yet. */
export const NO_SNAPSHOT: SnapshotPart = { takenAt: '', D: 0, segments: [] };

/**
 * Packs the vectors of a model version, as its changes have them now, into a new snapshot that search loads from then on.
 * Written twice, or cut off, it does no harm: segments are named by their content, and only the last step names them.
 * @param remaining Of the invocation (default: without an end).
 * @returns undefined when the version has no vectors, and nothing is written
 * @throws DeadlineError when the time is over before the end, and what the stores throw
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
        `out of time while packing ${modelVersion}: the last snapshot stays, publish a version anew`,
      );
  }
}

/**
 * Writes segments of a snapshot from where a part of it ended, until it is told to stop or the vectors are at their end.
 * A vector of another length than the first one's is left out; whoever searches reads it from the changes and tells of it.
 * One that changes meanwhile may be packed twice: the changes since, which whoever searches reads, take it out of both.
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
    segments.push({ name, bytes: bytes.length, products: products.length });
  };
  let { cursor } = from;
  const state = (): SnapshotPart => ({ takenAt, D: group.D, ...(cursor !== undefined && { cursor }), segments });
  for await (const page of vectors.changePages(modelVersion, cursor)) {
    if (!group.hasRoomFor(page)) {
      await flush();
      if (isOver() || segments.length >= PART_SEGMENTS) return { state: state(), done: false };
    }
    group.add(page);
    cursor = page.cursor;
  }
  await flush();
  return { state: state(), done: true };
}

/** Makes the parts of a snapshot the newest one of a version. @returns undefined when there is no segment. */
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

/** The products of one segment; of one that is told of twice the last counts. */
class SegmentGroup {
  /** Numbers in a vector; 0 before the first. */
  D: number;
  #products = new Map<string, PackedProduct>();

  constructor(D: number) {
    this.D = D;
  }

  /** Always, while it is empty. */
  hasRoomFor({ changes }: ChangePage): boolean {
    const products = this.#products.size + changes.length;
    return this.#products.size === 0 || (products <= SEGMENT_PRODUCTS && products * this.D * 4 <= SEGMENT_VECTOR_BYTES);
  }

  add({ changes }: ChangePage): void {
    for (const change of changes) {
      if (change.kind === 'removed') continue;
      const { productId: id, vector, fields } = change.stored;
      this.D ||= vector.length;
      if (vector.length === this.D) this.#products.set(id, { id, vector, fields });
    }
  }

  take(): readonly PackedProduct[] {
    const products = [...this.#products.values()];
    this.#products = new Map();
    return products;
  }
}
