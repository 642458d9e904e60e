import { FormatError } from './format-error.ts';

/** The same bytes in chunks of at most so many bytes. */
export async function* inSmallChunks(
  chunks: AsyncIterable<Uint8Array>,
  maxBytes: number,
): AsyncGenerator<Uint8Array, void, void> {
  for await (const chunk of chunks) {
    if (chunk.length <= maxBytes) yield chunk;
    else for (let at = 0; at < chunk.length; at += maxBytes) yield chunk.subarray(at, at + maxBytes);
  }
}

/** The same bytes. @param onBytes Called before each chunk; what it throws ends the stream. */
export async function* watched(
  chunks: AsyncIterable<Uint8Array>,
  onBytes: () => void,
): AsyncGenerator<Uint8Array, void, void> {
  for await (const chunk of chunks) {
    onBytes();
    yield chunk;
  }
}

/** The bytes after the first `count`. */
export async function* skipBytes(
  chunks: AsyncIterable<Uint8Array>,
  count: number,
): AsyncGenerator<Uint8Array, void, void> {
  let left = count;
  for await (const chunk of chunks) {
    if (left < chunk.length) yield chunk.subarray(left);
    left = Math.max(0, left - chunk.length);
  }
}

/** The bytes from `start` up to `end`; the stream is closed there. */
export async function* rangeOf(
  chunks: AsyncIterable<Uint8Array>,
  start: number,
  end: number,
): AsyncGenerator<Uint8Array, void, void> {
  let left = end - start;
  for await (const chunk of skipBytes(chunks, start)) {
    yield chunk.subarray(0, left);
    left -= chunk.length;
    if (left <= 0) return;
  }
}

/** The bytes up to where the file is broken: a stream that ends there without an error. */
export async function* untilBroken(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void, void> {
  try {
    yield* chunks;
  } catch (cause) {
    if (!(cause instanceof FormatError)) throw cause;
  }
}

/** The beginning of a file. */
export interface FileHead {
  readonly bytes: Buffer;
  /** The same bytes as they came. */
  readonly chunks: readonly Uint8Array[];
  /** No bytes follow. */
  readonly isWhole: boolean;
  /** What breaks the file off after these bytes. */
  readonly failure?: FormatError;
}

/**
 * Reads at least so many bytes, unless the file is shorter, and closes the stream.
 * @throws FormatError if the file cannot be read at all
 */
export async function readHead(stream: AsyncIterable<Uint8Array>, minBytes: number): Promise<FileHead> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const chunk of stream) {
      chunks.push(chunk);
      length += chunk.length;
      if (length >= minBytes) return { bytes: Buffer.concat(chunks), chunks, isWhole: false };
    }
  } catch (cause) {
    if (!(cause instanceof FormatError) || length === 0) throw cause;
    return { bytes: Buffer.concat(chunks), chunks, isWhole: true, failure: cause };
  }
  return { bytes: Buffer.concat(chunks), chunks, isWhole: true };
}

/** The bytes of a whole file again, and what breaks it off. */
export async function* replay({ chunks, failure }: FileHead): AsyncGenerator<Uint8Array, void, void> {
  yield* chunks;
  if (failure) throw failure;
}
