import { randomUUID } from 'node:crypto';
import { readSync, unlinkSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { SegmentFile } from '../../core/search/segment-file.ts';
import { StoreError } from '../../ports/store-error.ts';

/** Chunks that arrive while others are written are written together, up to this size: most of the time goes into calls. */
const WRITE_AT_ONCE_BYTES = 2 ** 22;

/** The disk, or the share of it that this user may have, is full. */
const NO_SPACE: ReadonlySet<string> = new Set(['ENOSPC', 'EDQUOT']);

/**
 * Writes bytes to a file without a name: the system deletes it when it is closed, and when the process ends.
 * @param onChunk Called with each chunk before it is written.
 * @throws errors of the source; StoreError `misconfigured` if the file system refuses, such as a full disk
 */
export async function scratchFile(
  folder: string,
  chunks: AsyncIterable<Uint8Array>,
  onChunk: (chunk: Uint8Array) => void,
): Promise<SegmentFile> {
  const path = join(folder, `kindred-${randomUUID()}`);
  const file = await open(path, 'wx+').catch((cause) => Promise.reject(scratchError(folder, cause)));
  try {
    unlinkSync(path);
    const byteLength = await writeAll(file, chunks, onChunk, (cause) => scratchError(folder, cause));
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
  toError: (cause: unknown) => Error,
): Promise<number> {
  let bytes = 0;
  const write = (some: readonly Uint8Array[], done: (error?: Error | null) => void) => {
    for (const chunk of some) onChunk(chunk);
    const all = some.length === 1 ? some[0]! : Buffer.concat(some);
    bytes += all.length;
    file.writeFile(all).then(
      () => done(),
      (cause) => done(toError(cause)),
    );
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

/** No attempt succeeds until somebody makes room in the folder, or lets the function write to it. */
function scratchError(folder: string, cause: unknown): StoreError {
  const { code = 'unknown' } = cause as NodeJS.ErrnoException;
  const message = NO_SPACE.has(code)
    ? `No space is left in ${folder} for the search index: free some, or deploy with a larger similarScratchMegabytes.`
    : `The search index cannot be written to ${folder} (${code}): let the function write files there.`;
  return new StoreError('misconfigured', message, { cause });
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
