/** The bytes of a segment, read where they are wanted: what is not read needs no memory. */
export interface SegmentFile {
  readonly byteLength: number;
  /** Fills `into` with the bytes from `at` on. @throws RangeError when there are not that many */
  read(at: number, into: Uint8Array): void;
  /** What was opened goes; not to be read any more. */
  close(): void;
}

/** A segment that is in memory as a whole. */
export function createMemoryFile(bytes: Uint8Array): SegmentFile {
  return {
    byteLength: bytes.length,
    read(at, into) {
      if (at + into.length > bytes.length)
        throw new RangeError(`no byte at ${bytes.length}, asked for ${at + into.length}`);
      into.set(bytes.subarray(at, at + into.length));
    },
    close() {},
  };
}
