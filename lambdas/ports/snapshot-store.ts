import type { ProductMap } from '../core/map/product-map.ts';
import type { SegmentFile } from '../core/search/segment-file.ts';

/** A packed segment of a snapshot. */
export interface SegmentReference {
  /** Hex SHA-256 of its bytes. */
  readonly name: string;
  readonly bytes: number;
  readonly products: number;
  /** What is before the vectors. Absent in snapshots of older versions of this project. */
  readonly head?: SegmentHeadReference;
}

/** The head of a segment: ids, columns and codes, all that is before the vectors. */
export interface SegmentHeadReference {
  readonly bytes: number;
  /** Hex SHA-256 of them. */
  readonly sha256: string;
}

/** Some bytes of a segment. */
export interface ByteRange {
  readonly at: number;
  readonly bytes: number;
}

/** The head of a segment, and the way to the rest of the same bytes. */
export interface SegmentHead {
  /** Of the length of the whole segment; only the head can be read. */
  readonly file: SegmentFile;
  /**
   * Reads some bytes of each range. They are not checked.
   * @param signal Ends the reading. @default never
   * @throws StoreError `unavailable`; `object-missing`, `object-changed` if the segment is gone or another object is in its place
   */
  readRanges(ranges: readonly ByteRange[], signal?: AbortSignal): Promise<readonly Uint8Array[]>;
  /**
   * Reads all bytes behind the head; those of the head cannot be read from the file. Head and rest are checked together.
   * @param signal Ends the reading. @default never
   * @throws StoreError as `readRanges`, and `corrupt-record`
   */
  readRest(signal?: AbortSignal): Promise<SegmentFile>;
}

/** Where the bytes of an open segment are. In memory they are ready sooner, and take as much memory as the segment has bytes. */
export type SegmentPlace = 'disk' | 'memory';

/** The vectors of one model version at one time, packed for search. A cache: it can be built again from the vectors. */
export interface Snapshot {
  /** RFC 3339, UTC. All earlier changes are included, and some of the later ones. */
  readonly takenAt: string;
  readonly products: number;
  /** At least one. */
  readonly segments: readonly SegmentReference[];
}

/** A version that the snapshot store has data of. */
export interface SnapshotVersion {
  readonly modelVersion: string;
  /** RFC 3339. The version is retired, and its data may be removed from then on. Absent if it is not retired. */
  readonly removeAfter?: string;
}

/**
 * Stores immutable segments and, for each model version, a manifest that names the newest snapshot and the one before.
 */
export interface SnapshotStore {
  /** Stores the bytes of a segment. @returns its name, which follows from its content. */
  saveSegment(modelVersion: string, bytes: Uint8Array): Promise<string>;
  /**
   * The bytes of a segment, checked and ready to be read; undefined if it is gone.
   * @param place Where the bytes are until the file is closed (default `disk`).
   * @throws StoreError `corrupt-record` when they differ from the bytes that were saved
   */
  openSegment(modelVersion: string, segment: SegmentReference, place?: SegmentPlace): Promise<SegmentFile | undefined>;
  /**
   * The head of a segment, checked, before its vectors are read; undefined if the segment is gone.
   * @param place Where head and rest are until they are closed.
   * @throws StoreError `corrupt-record` when the head differs from what was saved
   */
  openHead(
    modelVersion: string,
    segment: Pick<SegmentReference, 'name' | 'bytes'> & { readonly head: SegmentHeadReference },
    place: SegmentPlace,
  ): Promise<SegmentHead | undefined>;
  /** The snapshots of a version, the newest first; at most two, none if there is no manifest. @throws StoreError `corrupt-record` */
  list(modelVersion: string): Promise<readonly Snapshot[]>;
  /** Makes a snapshot the newest one, and removes the segments that neither it nor the snapshot before needs. */
  publish(modelVersion: string, snapshot: Snapshot): Promise<void>;
  /** Adds a version to `versions`, before its vectors are written. A version with a snapshot is listed already. */
  register(modelVersion: string): Promise<void>;
  /** All versions that the store has data of, in no particular order. */
  versions(): Promise<readonly SnapshotVersion[]>;
  /**
   * Retires a version: `list` returns none of its snapshots from now on. Its segments stay for searches that are opening them,
   * until `remove`. Publishing a snapshot ends the retirement.
   * @param removeAfter RFC 3339.
   */
  retire(modelVersion: string, removeAfter: string): Promise<void>;
  /** Removes all data of a version at once. */
  remove(modelVersion: string): Promise<void>;
}

/** A map with the bytes of its parts. */
export interface StoredMap {
  readonly map: ProductMap;
  /** The points of each part, `map.parts` of them. */
  readonly points: readonly Uint8Array[];
  /** The names of each part as JSON, compressed with gzip; `map.nameParts` of them. */
  readonly names: readonly Uint8Array[];
}

/** The two kinds of parts of a map. */
export type MapPartKind = 'points' | 'names';

/**
 * Stores one map of the products for each model version, with the snapshot of the version: removing the snapshots of a
 * version removes its map.
 */
export interface MapStore {
  /** Stores a map instead of the one before. Readers see all of one map or all of the other. */
  save(stored: StoredMap): Promise<void>;
  /** The map of a version; undefined if it has none. @throws StoreError `corrupt-record` */
  read(modelVersion: string): Promise<ProductMap | undefined>;
  /**
   * The bytes of a part, as they were saved; undefined if the version has no map, or its map has no such part.
   * @throws StoreError `corrupt-record`
   */
  readPart(modelVersion: string, kind: MapPartKind, part: number): Promise<Uint8Array | undefined>;
}
