import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { FormatError } from './format-error.ts';

/**
 * The bytes of a gzip stream, decompressed as they come.
 * @throws FormatError `broken-gzip` for a stream that is damaged or cut off, `too-large` past `maxBytes` (a gzip bomb).
 */
export async function* gunzip(
  chunks: AsyncIterable<Uint8Array>,
  maxBytes: number,
): AsyncGenerator<Uint8Array, void, void> {
  const source = Readable.from(chunks);
  const unzipped = createGunzip();
  source.on('error', (cause) => unzipped.destroy(cause)).pipe(unzipped);
  let bytes = 0;
  try {
    for await (const chunk of unzipped) {
      bytes += chunk.length;
      if (bytes > maxBytes)
        throw new FormatError('too-large', `over ${maxBytes} bytes after decompression: split the file`);
      yield chunk;
    }
  } catch (cause) {
    throw isZlibError(cause)
      ? new FormatError('broken-gzip', `not a whole gzip file: ${cause.message}`, { cause })
      : cause;
  } finally {
    source.destroy();
    unzipped.destroy();
  }
}

function isZlibError(cause: unknown): cause is Error {
  return cause instanceof Error && 'code' in cause && /^(Z_|ERR_ZLIB)/.test(String(cause.code));
}
