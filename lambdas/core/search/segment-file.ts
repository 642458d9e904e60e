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
  return createChunkedFile([bytes]);
}

/**
 * A segment file over chunks of bytes in memory. They are not joined: writing so much fresh memory takes longer than all other
 * work of opening a segment.
 */
export function createChunkedFile(chunks: readonly Uint8Array[]): SegmentFile {
  const starts = [0];
  for (const { length } of chunks) starts.push(starts.at(-1)! + length);
  const byteLength = starts.at(-1)!;
  return {
    byteLength,
    read(at, into) {
      const end = at + into.length;
      if (end > byteLength) throw new RangeError(`segment file has ${byteLength} bytes, expected at least ${end}`);
      for (let i = findChunk(starts, at), done = 0; done < into.length; i++) {
        const from = at + done - starts[i]!;
        const part = chunks[i]!.subarray(from, from + into.length - done);
        into.set(part, done);
        done += part.length;
      }
    },
    close() {},
  };
}

/** The place of the last start that is not above `at`. */
function findChunk(starts: readonly number[], at: number): number {
  let [low, high] = [0, starts.length - 1];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (starts[middle]! <= at) low = middle;
    else high = middle;
  }
  return low;
}
