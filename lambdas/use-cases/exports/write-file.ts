import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import type { ByteChunks } from '../../formats/exports/byte-chunks.ts';
import { CONTENT_TYPES, exportKey } from '../../formats/object-layout.ts';
import type { ExportStore } from '../../ports/exports.ts';
import type { ExportedFile } from '../../ports/job-detail.ts';

/** Writes a file of an export, compressed if its name ends in `.gz`. @param countRows Called when all is written. */
export async function writeFile(
  exports: Pick<ExportStore, 'write'>,
  exportId: string,
  name: string,
  chunks: ByteChunks,
  countRows: () => number,
): Promise<ExportedFile> {
  const key = exportKey(exportId, name);
  const content = name.endsWith('.gz') ? compress(chunks) : inTurn(chunks);
  const bytes = await exports.write(key, content, name.endsWith('.json') ? CONTENT_TYPES.json : CONTENT_TYPES.binary);
  return { key, bytes, rows: countRows() };
}

async function* inTurn(chunks: ByteChunks): AsyncGenerator<Uint8Array, void, void> {
  yield* chunks;
}

async function* compress(chunks: ByteChunks): AsyncGenerator<Uint8Array, void, void> {
  const gzip = createGzip();
  // A failure of the source ends the stream with the same failure, which the loop throws.
  const done = pipeline(Readable.from(chunks, { objectMode: true }), gzip);
  done.catch(() => {});
  for await (const chunk of gzip) yield chunk as Buffer;
  await done;
}
