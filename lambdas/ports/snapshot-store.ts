import type { SegmentFile } from '../core/search/segment-file.ts';

/** A packed segment of a snapshot. */
export interface SegmentReference {
  /** Hex SHA-256 of its bytes. */
  readonly name: string;
  readonly bytes: number;
  readonly products: number;
}

/** The vectors of one model version as they were at an instant, packed for search. A cache: it can be written anew from the vectors. */
export interface Snapshot {
  /** RFC 3339, UTC: all changes before are in, and some of those since. */
  readonly takenAt: string;
  readonly products: number;
  /** At least one. */
  readonly segments: readonly SegmentReference[];
}

/** A version of which something is kept. */
export interface KeptVersion {
  readonly modelVersion: string;
  /** RFC 3339: it was let go, and from then on what is kept of it may be removed. Absent while it is kept for good. */
  readonly removeAfter?: string;
}

/** Where snapshots are kept: immutable segments, and for each model version a manifest that names the newest snapshot and the one before. */
export interface SnapshotStore {
  /** Stores the bytes of a segment under the name of their content. */
  saveSegment(modelVersion: string, bytes: Uint8Array): Promise<string>;
  /**
   * A segment's bytes, checked and ready to be read; undefined when it is gone.
   * @throws StoreError `corrupt-record` when they are not the bytes that were saved
   */
  openSegment(modelVersion: string, segment: SegmentReference): Promise<SegmentFile | undefined>;
  /** The snapshots of a version, the newest first; at most two, and none when the manifest is gone. @throws StoreError `corrupt-record` */
  list(modelVersion: string): Promise<readonly Snapshot[]>;
  /** Makes a snapshot the newest, and removes the segments that neither it nor the one before it needs. */
  publish(modelVersion: string, snapshot: Snapshot): Promise<void>;
  /** Notes a version whose vectors are about to be written: `versions` tells of it from then on, as it does of what has a snapshot. */
  begin(modelVersion: string): Promise<void>;
  /** All versions of which something is kept, in no particular order. */
  versions(): Promise<readonly KeptVersion[]>;
  /**
   * Lets the snapshots of a version go: from now on it lists none, and its segments stay for who is opening them, until they
   * are removed. Publishing a snapshot takes it back.
   * @param removeAfter RFC 3339.
   */
  retire(modelVersion: string, removeAfter: string): Promise<void>;
  /** Removes all that is kept of a version, at once. */
  remove(modelVersion: string): Promise<void>;
}
