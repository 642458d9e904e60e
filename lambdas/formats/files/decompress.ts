import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { FormatError } from './format-error.ts';

/**
 * Decompresses a gzip stream as it arrives.
 * @throws FormatError `broken-gzip` if the stream is damaged or cut off, `too-large` past `maxBytes` (a gzip bomb).
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
        throw new FormatError('too-large', `the file has more than ${maxBytes} bytes after decompression: split it`);
      yield chunk;
    }
  } catch (cause) {
    throw isZlibError(cause)
      ? new FormatError('broken-gzip', `the gzip file is damaged or cut off (${cause.message}): upload it again`, {
          cause,
        })
      : cause;
  } finally {
    source.destroy();
    unzipped.destroy();
  }
}

function isZlibError(cause: unknown): cause is Error {
  return cause instanceof Error && 'code' in cause && /^(Z_|ERR_ZLIB)/.test(String(cause.code));
}
