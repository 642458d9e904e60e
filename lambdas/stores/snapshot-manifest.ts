import type { SegmentReference, Snapshot } from '../ports/snapshot-store.ts';
import { StoreError } from '../ports/store-error.ts';

/** Snapshots of a version that are kept: the newest, and the one to fall back to. */
const KEPT_SNAPSHOTS = 2;
const FORMAT_VERSION = 1;

/** The manifest of a version as JSON text. */
export function manifestText(snapshots: readonly Snapshot[]): string {
  return `${JSON.stringify({ formatVersion: FORMAT_VERSION, snapshots }, null, 2)}\n`;
}

/** @throws StoreError `corrupt-record` */
export function readManifest(text: string, modelVersion: string): readonly Snapshot[] {
  const { formatVersion, snapshots } = parsed(text);
  if (formatVersion === FORMAT_VERSION && Array.isArray(snapshots) && snapshots.every(isSnapshot)) return snapshots;
  throw new StoreError(
    'corrupt-record',
    `The manifest of the snapshots of "${modelVersion}" is no manifest of format ${FORMAT_VERSION}: write a snapshot anew.`,
  );
}

/** The snapshots that are kept when a new one comes, and the names of the segments that none of them needs. */
export function withNewest(
  snapshots: readonly Snapshot[],
  newest: Snapshot,
): { kept: readonly Snapshot[]; unneeded: readonly string[] } {
  const kept = [newest, ...snapshots].slice(0, KEPT_SNAPSHOTS);
  const needed = new Set(kept.flatMap(namesOf));
  const unneeded = snapshots.flatMap(namesOf).filter((name) => !needed.has(name));
  return { kept, unneeded: [...new Set(unneeded)] };
}

function namesOf({ segments }: Snapshot): string[] {
  return segments.map(({ name }) => name);
}

function parsed(text: string): { formatVersion?: unknown; snapshots?: unknown } {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {};
  }
}

function isSnapshot(value: Partial<Snapshot> | null): value is Snapshot {
  const { takenAt, products, segments } = value ?? {};
  const isTime = typeof takenAt === 'string' && new Date(takenAt).getTime() > 0;
  return isTime && isCount(products) && Array.isArray(segments) && segments.length > 0 && segments.every(isSegment);
}

function isSegment(value: Partial<SegmentReference> | null): boolean {
  const { name, bytes, products } = value ?? {};
  return typeof name === 'string' && /^[0-9a-f]{64}$/.test(name) && isCount(bytes) && isCount(products);
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) > 0;
}
