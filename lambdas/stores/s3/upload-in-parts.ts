import { Readable } from 'node:stream';
import { AbortMultipartUploadCommand, type S3Client } from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { toStoreError } from '../aws/aws-failure.ts';

/** S3 takes parts of at least 5 MiB and at most 10,000 parts: objects of up to 80 GB. */
const PART_BYTES = 8 * 1024 * 1024;

/** The object to write. */
export interface UploadTarget {
  readonly bucket: string;
  readonly key: string;
  readonly contentType: string;
}

/**
 * Streams bytes into an object. One part is one write. A longer object is uploaded in parts and appears when it is complete;
 * after a failure its parts are discarded.
 * @param chunks Each chunk must stay as it is until the upload has ended.
 * @returns the number of bytes
 * @throws StoreError `unavailable`, and what the chunks throw
 */
export async function uploadInParts(
  client: S3Client,
  { bucket, key, contentType }: UploadTarget,
  chunks: AsyncIterable<Uint8Array>,
): Promise<number> {
  const source = new RememberedSource(chunks);
  let bytes = 0;
  // Reads the source from outside: an upload that fails ends this generator with a failure that is not the source's.
  async function* content(): AsyncGenerator<Uint8Array, void, void> {
    for await (const chunk of source) {
      // A stream of bytes would end at an empty chunk.
      if (chunk.length === 0) continue;
      bytes += chunk.length;
      yield chunk;
    }
  }
  const Body = Readable.from(content(), { objectMode: false });
  const upload = new Upload({
    client,
    params: { Bucket: bucket, Key: key, ContentType: contentType, Body },
    partSize: PART_BYTES,
    // One part at a time holds two parts in memory at most.
    queueSize: 1,
    // Its own discarding throws the failure of the discarding instead of the first failure.
    leavePartsOnError: true,
  });
  try {
    await upload.done();
    return bytes;
  } catch (cause) {
    await discardParts(client, { Bucket: bucket, Key: key, UploadId: upload.uploadId });
    throw source.failed ? source.failure : toStoreError(`the write of "${key}"`, cause);
  }
}

/** If this fails as well, the lifecycle rule of the bucket deletes the parts. The first failure is the one to report. */
async function discardParts(
  client: S3Client,
  { UploadId, ...target }: { Bucket: string; Key: string; UploadId: string | undefined },
): Promise<void> {
  if (UploadId === undefined) return;
  await client.send(new AbortMultipartUploadCommand({ ...target, UploadId })).catch(() => {});
}

/** The chunks of an object. Their own failure is remembered, because it is not one of AWS. */
class RememberedSource {
  readonly #chunks: AsyncIterable<Uint8Array>;
  failed = false;
  failure: unknown;

  constructor(chunks: AsyncIterable<Uint8Array>) {
    this.#chunks = chunks;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array, void, void> {
    try {
      yield* this.#chunks;
    } catch (cause) {
      this.failed = true;
      this.failure = cause;
      throw cause;
    }
  }
}
