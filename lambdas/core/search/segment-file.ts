/** The bytes of a segment. Ranges are read on demand, so unread bytes need no memory. */
export interface SegmentFile {
  readonly byteLength: number;
  /** Fills `into` with the bytes from `at` on. @throws RangeError if the file ends before */
  read(at: number, into: Uint8Array): void;
  /** Closes the file. It must not be read afterwards. */
  close(): void;
}

/** A segment file over bytes in memory. */
export function createMemoryFile(bytes: Uint8Array): SegmentFile {
  return {
    byteLength: bytes.length,
    read(at, into) {
      if (at + into.length > bytes.length)
        throw new RangeError(`segment file has ${bytes.length} bytes, expected at least ${at + into.length}`);
      into.set(bytes.subarray(at, at + into.length));
    },
    close() {},
  };
}
