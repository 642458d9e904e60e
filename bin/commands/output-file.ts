import { createWriteStream, renameSync, rmSync } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';

/**
 * Writes a file under a passing name and gives it its own when it is whole, so that an interrupted run leaves nothing half
 * written. Compressed when the name ends in `.gz`.
 */
export async function writeWhole(file: string, chunks: Iterable<string | Uint8Array>): Promise<void> {
  const passing = `${file}.${process.pid}.part`;
  const discard = (): void => rmSync(passing, { force: true });
  process.once('exit', discard);
  try {
    const source = Readable.from(chunks, { objectMode: true });
    const sink = createWriteStream(passing);
    if (file.endsWith('.gz')) await pipeline(source, createGzip(), sink);
    else await pipeline(source, sink);
    renameSync(passing, file);
  } finally {
    discard();
    process.off('exit', discard);
  }
}
