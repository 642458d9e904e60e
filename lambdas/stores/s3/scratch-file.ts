import { randomUUID } from 'node:crypto';
import { readSync, unlinkSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { SegmentFile } from '../../core/search/segment-file.ts';

/** Chunks that arrive while others are written are written together, up to this size: most of the time goes into calls. */
const WRITE_AT_ONCE_BYTES = 2 ** 22;

/**
 * Writes bytes to a file without a name: the system deletes it when it is closed, and when the process ends.
 * @param onChunk Called with each chunk before it is written.
 * @throws errors of the source, and of the file system, such as a full disk
 */
export async function scratchFile(
  folder: string,
  chunks: AsyncIterable<Uint8Array>,
  onChunk: (chunk: Uint8Array) => void,
): Promise<SegmentFile> {
  const path = join(folder, `kindred-${randomUUID()}`);
  const file = await open(path, 'wx+');
  try {
    unlinkSync(path);
    const byteLength = await writeAll(file, chunks, onChunk);
    return readable(file, byteLength);
  } catch (cause) {
    await file.close();
    throw cause;
  }
}

async function writeAll(
  file: FileHandle,
  chunks: AsyncIterable<Uint8Array>,
  onChunk: (chunk: Uint8Array) => void,
): Promise<number> {
  let bytes = 0;
  const write = (some: readonly Uint8Array[], done: (error?: Error | null) => void) => {
    for (const chunk of some) onChunk(chunk);
    const all = some.length === 1 ? some[0]! : Buffer.concat(some);
    bytes += all.length;
    file.writeFile(all).then(() => done(), done);
  };
  const sink = new Writable({
    highWaterMark: WRITE_AT_ONCE_BYTES,
    write: (chunk: Uint8Array, _encoding, done) => write([chunk], done),
    writev: (some, done) =>
      write(
        some.map(({ chunk }) => chunk),
        done,
      ),
  });
  await pipeline(chunks, sink);
  return bytes;
}

function readable(file: FileHandle, byteLength: number): SegmentFile {
  const { fd } = file;
  return {
    byteLength,
    read(at, into) {
      for (let done = 0; done < into.length; ) {
        const bytes = readSync(fd, into, done, into.length - done, at + done);
        if (bytes === 0)
          throw new RangeError(`scratch file: no byte at ${at + done}, expected a place below ${byteLength}`);
        done += bytes;
      }
    },
    close: () => void file.close(),
  };
}
