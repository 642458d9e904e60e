import { isDeepStrictEqual } from 'node:util';
import type { SegmentReference, Snapshot, SnapshotVersion } from '../../ports/snapshot-store.ts';
import { StoreError } from '../../ports/store-error.ts';

/** Snapshots of a version that are kept: the newest, and the one to fall back to. */
const KEPT_SNAPSHOTS = 2;
const FORMAT_VERSION = 1;

/** What is known of the snapshots of a version. */
export interface Manifest {
  /** The newest first. */
  readonly snapshots: readonly Snapshot[];
  /** RFC 3339. Of a version that was let go: nobody opens its snapshots any more, and from then on they may be removed. */
  readonly removeAfter?: string;
}

/** The manifest of a version as JSON text. */
export function manifestText(manifest: Manifest): string {
  return `${JSON.stringify({ formatVersion: FORMAT_VERSION, ...manifest }, null, 2)}\n`;
}

/** @throws StoreError `corrupt-record` */
export function readManifest(text: string, modelVersion: string): Manifest {
  const { formatVersion, snapshots, removeAfter } = parsed(text);
  const isKnown = formatVersion === FORMAT_VERSION && (removeAfter === undefined || isTime(removeAfter));
  if (isKnown && Array.isArray(snapshots) && snapshots.every(isSnapshot)) {
    return { snapshots, ...(removeAfter !== undefined && { removeAfter: String(removeAfter) }) };
  }
  throw new StoreError(
    'corrupt-record',
    `The manifest of the snapshots of "${modelVersion}" is no manifest of format ${FORMAT_VERSION}: write a snapshot anew.`,
  );
}

/** The snapshots that may be opened. */
export function openable({ snapshots, removeAfter }: Manifest): readonly Snapshot[] {
  return removeAfter === undefined ? snapshots : [];
}

/** What there is to know of a version before anything of it is opened. */
export function snapshotVersion(modelVersion: string, { removeAfter }: Manifest): SnapshotVersion {
  return { modelVersion, ...(removeAfter !== undefined && { removeAfter }) };
}

/** The snapshots that are kept when a new one comes, and the names of the segments that none of them needs. */
export function withNewest(
  manifest: Manifest,
  newest: Snapshot,
): { kept: readonly Snapshot[]; unneeded: readonly string[] } {
  // One that is published again, by who died before it was told, must not take the place of the one before.
  const before = openable(manifest).filter((one) => !isDeepStrictEqual(one, newest));
  const kept = [newest, ...before].slice(0, KEPT_SNAPSHOTS);
  const needed = new Set(kept.flatMap(namesOf));
  const unneeded = manifest.snapshots.flatMap(namesOf).filter((name) => !needed.has(name));
  return { kept, unneeded: [...new Set(unneeded)] };
}

function namesOf({ segments }: Snapshot): string[] {
  return segments.map(({ name }) => name);
}

function parsed(text: string): { formatVersion?: unknown; snapshots?: unknown; removeAfter?: unknown } {
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
  const { name, bytes, products } = value ?? {};
  return typeof name === 'string' && /^[0-9a-f]{64}$/.test(name) && isCount(bytes) && isCount(products);
}

function isTime(value: unknown): boolean {
  return typeof value === 'string' && new Date(value).getTime() > 0;
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) > 0;
}
