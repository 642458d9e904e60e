import { isDeepStrictEqual } from 'node:util';
import type { SegmentHeadReference, SegmentReference, Snapshot, SnapshotVersion } from '../../ports/snapshot-store.ts';
import { StoreError } from '../../ports/store-error.ts';

/** A manifest names the newest snapshot, and the one before as a fallback. */
const MAX_SNAPSHOTS = 2;
const FORMAT_VERSION = 1;

/** The snapshots of a version. Read by hand rather than with zod, which would add 100 KB to the bundle of every search. */
export interface Manifest {
  /** The newest first. */
  readonly snapshots: readonly Snapshot[];
  /** RFC 3339. Of a retired version: its snapshots are not opened any more, and may be removed from then on. */
  readonly removeAfter?: string;
}

/** The manifest of a version as JSON text. */
export function manifestText(manifest: Manifest): string {
  return `${JSON.stringify({ formatVersion: FORMAT_VERSION, ...manifest }, null, 2)}\n`;
}

/** @throws StoreError `corrupt-record` */
export function readManifest(text: string, modelVersion: string): Manifest {
  const { formatVersion, snapshots, removeAfter } = parseObject(text);
  const isKnown = formatVersion === FORMAT_VERSION && (removeAfter === undefined || isTime(removeAfter));
  if (isKnown && Array.isArray(snapshots) && snapshots.every(isSnapshot)) {
    return { snapshots, ...(removeAfter !== undefined && { removeAfter: String(removeAfter) }) };
  }
  throw new StoreError(
    'corrupt-record',
    `The manifest of the snapshots of "${modelVersion}" is not of format ${FORMAT_VERSION}: write a new snapshot.`,
  );
}

/** The snapshots that may be opened. */
export function openableSnapshots({ snapshots, removeAfter }: Manifest): readonly Snapshot[] {
  return removeAfter === undefined ? snapshots : [];
}

/** The entry of a version in the list of versions. */
export function snapshotVersion(modelVersion: string, { removeAfter }: Manifest): SnapshotVersion {
  return { modelVersion, ...(removeAfter !== undefined && { removeAfter }) };
}

/** Adds a snapshot to a manifest. @returns its new snapshots, and the names of the segments that they do not need. */
export function addNewest(
  manifest: Manifest,
  newest: Snapshot,
): { snapshots: readonly Snapshot[]; unneeded: readonly string[] } {
  // A snapshot may be published twice, by a process that ended before it got the answer; it must not replace the one before.
  const before = openableSnapshots(manifest).filter((one) => !isDeepStrictEqual(one, newest));
  const snapshots = [newest, ...before].slice(0, MAX_SNAPSHOTS);
  const needed = new Set(snapshots.flatMap(namesOf));
  const unneeded = manifest.snapshots.flatMap(namesOf).filter((name) => !needed.has(name));
  return { snapshots, unneeded: [...new Set(unneeded)] };
}

function namesOf({ segments }: Snapshot): string[] {
  return segments.map(({ name }) => name);
}

function parseObject(text: string): { formatVersion?: unknown; snapshots?: unknown; removeAfter?: unknown } {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {};
  }
}

function isSnapshot(value: Partial<Snapshot> | null): value is Snapshot {
  const { takenAt, products, segments } = value ?? {};
  return (
    isTime(takenAt) && isCount(products) && Array.isArray(segments) && segments.length > 0 && segments.every(isSegment)
  );
}

function isSegment(value: Partial<SegmentReference> | null): boolean {
  const { name, bytes, products, head } = value ?? {};
  return isSha256(name) && isCount(bytes) && isCount(products) && (head === undefined || isHead(head));
}

function isHead(value: Partial<SegmentHeadReference> | null): boolean {
  const { bytes, sha256 } = value ?? {};
  return isCount(bytes) && isSha256(sha256);
}

function isSha256(value: unknown): boolean {
  return typeof value === 'string' && /^[0-9a-f]{64}$/.test(value);
}

function isTime(value: unknown): boolean {
  return typeof value === 'string' && new Date(value).getTime() > 0;
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) > 0;
}
