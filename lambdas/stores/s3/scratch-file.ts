import { randomUUID } from 'node:crypto';
import { readSync, unlinkSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import type { SegmentFile } from '../../core/search/segment-file.ts';

/**
 * Writes bytes to a file that has no name any more once it is written: it goes when it is closed, or with the process.
 * @param onChunk Told of each chunk as it is written.
 * @throws what the source throws, and errors of the file system, such as a full disk
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
  for await (const chunk of chunks) {
    onChunk(chunk);
    await file.writeFile(chunk);
    bytes += chunk.length;
  }
  return bytes;
}

function readable(file: FileHandle, byteLength: number): SegmentFile {
  const { fd } = file;
  return {
    byteLength,
    read(at, into) {
      for (let done = 0; done < into.length; ) {
        const bytes = readSync(fd, into, done, into.length - done, at + done);
        if (bytes === 0) throw new RangeError(`scratch file: no byte at ${at + done}, it has ${byteLength}`);
        done += bytes;
      }
    },
    close: () => void file.close(),
  };
}
