import { createGunzip } from 'node:zlib';
import { inSmallChunks } from './byte-streams.ts';
import { FormatError } from './format-error.ts';

/** Compressed bytes are passed on in such pieces: each may become a thousand times as large. */
const PIECE_BYTES = 16 * 1024;
const OUTPUT_BYTES = 64 * 1024;

/**
 * Decompresses a gzip stream as it arrives. Yields what comes before a damage, so that its lines are not lost.
 * @throws FormatError `broken-gzip` if the stream is damaged or cut off, `too-large` past `maxBytes` (a gzip bomb).
 */
export async function* gunzip(
  chunks: AsyncIterable<Uint8Array>,
  maxBytes: number,
): AsyncGenerator<Uint8Array, void, void> {
  const stream = new GunzipStream(maxBytes);
  try {
    for await (const piece of inSmallChunks(chunks, PIECE_BYTES)) yield* await stream.write(piece);
    yield* await stream.end();
  } finally {
    stream.close();
  }
}

/** Collects what zlib gives: an iterator over its stream would lose what is ready when the stream fails. */
class GunzipStream {
  readonly #unzipped = createGunzip({ chunkSize: OUTPUT_BYTES });
  #ready: Uint8Array[] = [];
  #bytes = 0;
  #failure: FormatError | undefined;
  #wake: () => void = () => {};

  constructor(maxBytes: number) {
    this.#unzipped.on('data', (chunk: Uint8Array) => {
      this.#bytes += chunk.length;
      if (this.#bytes <= maxBytes) this.#ready.push(chunk);
      else this.#unzipped.destroy(tooLarge(maxBytes));
    });
    this.#unzipped.on('error', (cause) => {
      this.#failure = cause instanceof FormatError ? cause : brokenGzip(cause);
    });
    // A failed stream does not call back for what was written to it.
    this.#unzipped.on('close', () => this.#wake());
  }

  /** @returns what is decompressed by now, and then the failure if there is one. */
  async write(piece: Uint8Array): Promise<Iterable<Uint8Array>> {
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
      this.#unzipped.write(piece, () => resolve());
    });
    return this.#take();
  }

  /** @returns what is left, and then the failure if there is one. */
  async end(): Promise<Iterable<Uint8Array>> {
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
      this.#unzipped.end();
    });
    return this.#take();
  }

  close(): void {
    this.#unzipped.destroy();
  }

  *#take(): Generator<Uint8Array, void, void> {
    const ready = this.#ready;
    this.#ready = [];
    yield* ready;
    if (this.#failure) throw this.#failure;
  }
}

function tooLarge(maxBytes: number): FormatError {
  return new FormatError('too-large', `the file has more than ${maxBytes} bytes after decompression: split it`);
}

function brokenGzip(cause: Error): FormatError {
  const message = `the gzip file is damaged or cut off (${cause.message}): upload it again`;
  return new FormatError('broken-gzip', message, { cause });
}
