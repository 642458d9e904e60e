import type { SegmentFile } from '../core/search/segment-file.ts';
import type { SegmentReference } from './snapshot-store.ts';

/** The files of exports, and the vectors that they are made of. Both are deleted by the store after some days. */
export interface ExportStore {
  /**
   * Streams bytes into a file and replaces the file of this key, with bounded memory. A failed write changes nothing.
   * @returns the number of bytes
   */
  write(key: string, chunks: AsyncIterable<Uint8Array>, contentType: string): Promise<number>;
  /** Stores the bytes of a segment for an export. @returns its name, which follows from its content. */
  saveSegment(exportId: string, bytes: Uint8Array): Promise<string>;
  /**
   * The bytes of a segment, checked and ready to be read; undefined if it is gone.
   * @throws StoreError `corrupt-record` when they differ from the bytes that were saved
   */
  openSegment(exportId: string, segment: SegmentReference): Promise<SegmentFile | undefined>;
}

/** Addresses from which a caller without credentials can load a file for a while. */
export interface ExportLinks {
  /** Does not check that there is such a file. @param seconds How long the address works, at most */
  linkTo(key: string, seconds: number): Promise<string>;
}
