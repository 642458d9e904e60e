import { createHash } from 'node:crypto';
import { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { createChunkedFile, type SegmentFile } from '../../core/search/segment-file.ts';
import { CONTENT_TYPES } from '../../formats/object-layout.ts';
import type { SegmentPlace } from '../../ports/snapshot-store.ts';
import { StoreError } from '../../ports/store-error.ts';
import { sha256Hex } from '../../shared/sha256.ts';
import { callAws } from '../aws/aws-failure.ts';
import { findObject } from './find-object.ts';
import { scratchFile } from './scratch-file.ts';
import { freeingSocketChunks } from './socket-chunks.ts';

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
    const body = object.Body as AsyncIterable<Uint8Array>;
    const hash = createHash('sha256');
    const onChunk = (chunk: Uint8Array) => hash.update(chunk);
    const file = await callAws(`the read of "${key}"`, () =>
      freeingSocketChunks(body, () =>
        place === 'memory' ? fileInMemory(body, onChunk) : scratchFile(this.#scratchFolder, body, onChunk),
      ),
    );
    const sha256 = hash.digest('hex');
    if (sha256 === name) return file;
    file.close();
    throw new StoreError(
      'corrupt-record',
      `The ${file.byteLength} bytes of "${key}" have SHA-256 ${sha256}, expected ${name}: write a new snapshot.`,
    );
  }
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
