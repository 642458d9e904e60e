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

/**
 * Collects what zlib gives: an iterator over its stream would lose what is ready when the stream fails. What zlib has unpacked in
 * the call that fails, such as a small file before other bytes, it never gives. A second stream, one piece behind, gives that: it
 * takes the piece byte by byte.
 */
class GunzipStream {
  readonly #ahead: CollectedGunzip;
  readonly #behind: CollectedGunzip;
  /** Bytes that were given. */
  #given = 0;

  constructor(maxBytes: number) {
    this.#ahead = new CollectedGunzip(maxBytes);
    this.#behind = new CollectedGunzip(maxBytes);
  }

  /** @returns what is decompressed by now, and then the failure if there is one. */
  async write(piece: Uint8Array): Promise<Iterable<Uint8Array>> {
    await this.#ahead.write(piece);
    const ready = this.#take();
    if (this.#ahead.failure?.code === 'broken-gzip') return this.#endWith([...ready, ...(await this.#rescue(piece))]);
    if (!this.#ahead.failure) await this.#behind.write(piece);
    this.#behind.take();
    return this.#endWith(ready);
  }

  /** @returns what is left, and then the failure if there is one. */
  async end(): Promise<Iterable<Uint8Array>> {
    await this.#ahead.end();
    return this.#endWith(this.#take());
  }

  close(): void {
    this.#ahead.close();
    this.#behind.close();
  }

  #take(): Uint8Array[] {
    const ready = this.#ahead.take();
    this.#given += byteLengthOf(ready);
    return ready;
  }

  /** What is unpacked before the damage in a piece, and was not given. */
  async #rescue(piece: Uint8Array): Promise<Uint8Array[]> {
    let left = this.#given - this.#behind.bytes;
    for (let at = 0; at < piece.length && !this.#behind.failure; at++)
      await this.#behind.write(piece.subarray(at, at + 1));
    return this.#behind.take().flatMap((chunk) => {
      const rest = chunk.subarray(Math.min(left, chunk.length));
      left = Math.max(0, left - chunk.length);
      return rest.length > 0 ? [rest] : [];
    });
  }

  *#endWith(ready: readonly Uint8Array[]): Generator<Uint8Array, void, void> {
    yield* ready;
    if (this.#ahead.failure) throw this.#ahead.failure;
  }
}

function byteLengthOf(chunks: readonly Uint8Array[]): number {
  return chunks.reduce((sum, { length }) => sum + length, 0);
}

/** A stream of zlib, and what it has given. */
class CollectedGunzip {
  /** Bytes that it gave until now. */
  bytes = 0;
  failure: FormatError | undefined;
  readonly #unzipped = createGunzip({ chunkSize: OUTPUT_BYTES });
  #ready: Uint8Array[] = [];
  #wake: () => void = () => {};

  constructor(maxBytes: number) {
    this.#unzipped.on('data', (chunk: Uint8Array) => {
      this.bytes += chunk.length;
      if (this.bytes <= maxBytes) this.#ready.push(chunk);
      else this.#unzipped.destroy(tooLarge(maxBytes));
    });
    this.#unzipped.on('error', (cause) => {
      this.failure = cause instanceof FormatError ? cause : brokenGzip(cause);
    });
    // A failed stream does not call back for what was written to it.
    this.#unzipped.on('close', () => this.#wake());
  }

  write(piece: Uint8Array): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
      this.#unzipped.write(piece, () => resolve());
    });
  }

  end(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
      this.#unzipped.end();
    });
  }

  close(): void {
    this.#unzipped.destroy();
  }

  /** What it gave since the last call. */
  take(): Uint8Array[] {
    const ready = this.#ready;
    this.#ready = [];
    return ready;
  }
}

function tooLarge(maxBytes: number): FormatError {
  return new FormatError('too-large', `the file has more than ${maxBytes} bytes after decompression: split it`);
}

function brokenGzip(cause: Error): FormatError {
  const message = `the gzip file is damaged or cut off (${cause.message}): upload it again`;
  return new FormatError('broken-gzip', message, { cause });
}
