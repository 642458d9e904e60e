import { createHash } from 'node:crypto';
import { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import {
  type GetObjectCommandInput,
  type GetObjectCommandOutput,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { createChunkedFile, type SegmentFile } from '../../core/search/segment-file.ts';
import { CONTENT_TYPES } from '../../formats/object-layout.ts';
import type { ByteRange, SegmentHead, SegmentHeadReference, SegmentPlace } from '../../ports/snapshot-store.ts';
import { StoreError } from '../../ports/store-error.ts';
import { mapConcurrently } from '../../shared/concurrency.ts';
import { sha256Hex } from '../../shared/sha256.ts';
import { callAws } from '../aws/aws-failure.ts';
import { findObject, isPreconditionFailed } from './find-object.ts';
import { bytesOf } from './read-body.ts';
import { scratchFile } from './scratch-file.ts';
import { signRanges, type TaggedObject } from './signed-ranges.ts';
import { type Body, freeingSocketChunks } from './socket-chunks.ts';
import { unlessStalled } from './stalled-body.ts';

/** Ranges that are read at the same time: the SDK has as many connections. */
const CONCURRENT_RANGES = 50;

/** `<folder><SHA-256>.segment`. @param folder Ends in a slash. */
export function segmentKey(folder: string, name: string): string {
  return `${folder}${name}.segment`;
}

/** Segments as objects, named by the SHA-256 of their bytes. An open segment is in memory, or a file without a name in `scratchFolder`. */
export class S3Segments {
  readonly #client: S3Client;
  readonly #bucket: string;
  readonly #scratchFolder: string;

  /** @param scratchFolder A local folder with room for the open segments. */
  constructor(client: S3Client, bucket: string, scratchFolder: string) {
    this.#client = client;
    this.#bucket = bucket;
    this.#scratchFolder = scratchFolder;
  }

  /** @returns the name of the segment @throws StoreError `unavailable` */
  async save(folder: string, bytes: Uint8Array): Promise<string> {
    const name = sha256Hex(bytes);
    const command = new PutObjectCommand({
      Bucket: this.#bucket,
      Key: segmentKey(folder, name),
      Body: bytes,
      ContentType: CONTENT_TYPES.binary,
      ContentLength: bytes.length,
    });
    await callAws(`the write of "${segmentKey(folder, name)}"`, () => this.#client.send(command));
    return name;
  }

  /** @returns undefined if it is gone @throws StoreError `unavailable`, `corrupt-record` if its bytes are others */
  async open(folder: string, name: string, place: SegmentPlace = 'disk'): Promise<SegmentFile | undefined> {
    const key = segmentKey(folder, name);
    const object = await findObject(this.#client, { Bucket: this.#bucket, Key: key });
    if (object?.Body === undefined) return undefined;
    const body = object.Body as Body;
    const hash = createHash('sha256');
    const onChunk = (chunk: Uint8Array) => hash.update(chunk);
    const file = await this.#hold(key, body, place, onChunk);
    const sha256 = hash.digest('hex');
    if (sha256 === name) return file;
    file.close();
    throw corrupt(key, `the ${file.byteLength} bytes`, sha256, name);
  }

  /** @returns undefined if it is gone @throws StoreError `unavailable`, `corrupt-record` if its head has other bytes */
  async openHead(
    folder: string,
    { name, bytes, head }: { name: string; bytes: number; head: SegmentHeadReference },
    place: SegmentPlace,
  ): Promise<SegmentHead | undefined> {
    const key = segmentKey(folder, name);
    const input = { Bucket: this.#bucket, Key: key };
    const object = await findObject(this.#client, { ...input, Range: rangeOf({ at: 0, bytes: head.bytes }) });
    if (object?.Body === undefined) return undefined;
    const hash = createHash('sha256');
    const file = await this.#hold(key, object.Body as Body, place, (chunk) => hash.update(chunk));
    const sha256 = hash.copy().digest('hex');
    if (sha256 !== head.sha256) {
      file.close();
      throw corrupt(key, `the first ${file.byteLength} bytes`, sha256, head.sha256);
    }
    // The same object as before: nobody writes other bytes under this key, and the tag of the answer makes sure of it.
    const same = { ...input, IfMatch: object.ETag };
    return {
      file: { ...file, byteLength: bytes },
      readRanges: (ranges, signal) => this.#readRanges(same, ranges, signal),
      readRest: async (signal) => {
        const whole = hash.copy();
        const rest = { at: head.bytes, bytes: bytes - head.bytes };
        const body = await this.#readSame({ ...same, Range: rangeOf(rest) }, signal);
        const behind = await this.#hold(key, body as unknown as Body, place, (chunk) => whole.update(chunk), signal);
        const found = whole.digest('hex');
        if (found === name) return shifted(behind, head.bytes, bytes);
        behind.close();
        throw corrupt(key, `the ${head.bytes + behind.byteLength} bytes`, found, name);
      },
    };
  }

  /** Reads ranges of an object. What a signed request does not read, a command does: it repeats, and tells what is wrong. */
  async #readRanges(object: TaggedObject, ranges: readonly ByteRange[], signal?: AbortSignal): Promise<Uint8Array[]> {
    signal?.throwIfAborted();
    const read = await signRanges(this.#client, object);
    return mapConcurrently(ranges, CONCURRENT_RANGES, async (range) => {
      const Range = rangeOf(range);
      const bytes = await read(Range, signal);
      if (bytes?.length === range.bytes) return bytes;
      const body = await this.#readSame({ ...object, Range }, signal);
      return callAws(`the read of "${object.Key}"`, () => bytesOf(body, signal));
    });
  }

  /** Reads a body into a file at a place. */
  #hold(
    key: string,
    body: Body,
    place: SegmentPlace,
    onChunk: (chunk: Uint8Array) => void,
    signal?: AbortSignal,
  ): Promise<SegmentFile> {
    const hold = (onSome: (chunk: Uint8Array) => void) =>
      freeingSocketChunks(body, () =>
        place === 'memory' ? fileInMemory(body, onSome) : scratchFile(this.#scratchFolder, body, onSome),
      );
    return callAws(`the read of "${key}"`, () =>
      unlessStalled(
        body,
        (isAlive) =>
          hold((chunk) => {
            isAlive(chunk.length);
            onChunk(chunk);
          }),
        signal,
      ),
    );
  }

  /** The body of an object that must be the one that was read before. @throws StoreError `object-missing`, `object-changed` */
  async #readSame(
    input: GetObjectCommandInput,
    signal: AbortSignal | undefined,
  ): Promise<NonNullable<GetObjectCommandOutput['Body']>> {
    signal?.throwIfAborted();
    const again = 'a newer snapshot has replaced it, open that';
    try {
      const object = await findObject(this.#client, input, signal);
      if (object?.Body) return object.Body;
    } catch (cause) {
      if (!isPreconditionFailed(cause)) throw cause;
      const message = `"${input.Key}" has another tag than ${input.IfMatch}: ${again}.`;
      throw new StoreError('object-changed', message, { cause });
    }
    throw new StoreError('object-missing', `"${input.Key}" is gone, after its head was read: ${again}.`);
  }
}

function rangeOf({ at, bytes }: ByteRange): string {
  return `bytes=${at}-${at + bytes - 1}`;
}

/** A file whose first byte is at `start` of another one of `byteLength` bytes. */
function shifted(file: SegmentFile, start: number, byteLength: number): SegmentFile {
  return { byteLength, read: (at, into) => file.read(at - start, into), close: () => file.close() };
}

function corrupt(key: string, what: string, found: string, expected: string): StoreError {
  return new StoreError(
    'corrupt-record',
    `"${key}": ${what} have SHA-256 ${found}, expected ${expected}: write a new snapshot.`,
  );
}

/**
 * Reads all chunks of an object. They are taken as they arrive: an iteration would join them before. The event loop goes round
 * after each one, because a socket may otherwise give 2 MB at once, while a search in another index waits.
 */
async function fileInMemory(
  body: AsyncIterable<Uint8Array>,
  onChunk: (chunk: Uint8Array) => void,
): Promise<SegmentFile> {
  const chunks: Uint8Array[] = [];
  const sink = new Writable({
    write(chunk: Uint8Array, _encoding, done) {
      onChunk(chunk);
      chunks.push(chunk);
      setImmediate(done);
    },
  });
  await pipeline(body, sink);
  return createChunkedFile(chunks);
}
