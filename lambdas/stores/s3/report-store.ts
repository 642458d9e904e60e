import { Readable } from 'node:stream';
import { AbortMultipartUploadCommand, type S3Client } from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import type { ReportStore } from '../../ports/report-store.ts';
import { callAws, toStoreError } from '../aws/aws-failure.ts';
import { findObject } from './find-object.ts';

/** S3 takes parts of at least 5 MiB and at most 10,000 parts: reports of up to 80 GB. */
const PART_BYTES = 8 * 1024 * 1024;

/**
 * The reports as objects of UTF-8 text. A report of one part is one write. A longer report is uploaded in parts and appears
 * when it is complete; after a failure its parts are discarded. Both methods throw StoreError `unavailable`.
 */
export class S3ReportStore implements ReportStore {
  readonly #client: S3Client;
  readonly #bucket: string;

  constructor(client: S3Client, bucket: string) {
    this.#client = client;
    this.#bucket = bucket;
  }

  async write(key: string, chunks: AsyncIterable<string>, contentType: string): Promise<void> {
    const source = new RememberedSource(chunks);
    const Body = Readable.from(utf8(source), { objectMode: false });
    const upload = new Upload({
      client: this.#client,
      params: { Bucket: this.#bucket, Key: key, ContentType: contentType, Body },
      partSize: PART_BYTES,
      // One part at a time holds two parts in memory at most.
      queueSize: 1,
      // Its own discarding throws the failure of the discarding instead of the first failure.
      leavePartsOnError: true,
    });
    try {
      await upload.done();
    } catch (cause) {
      await this.#discardParts(key, upload.uploadId);
      throw source.failed ? source.failure : toStoreError(`the write of "${key}"`, cause);
    }
  }

  /** If this fails as well, the lifecycle rule of the bucket deletes the parts. The first failure is the one to report. */
  async #discardParts(key: string, uploadId: string | undefined): Promise<void> {
    if (uploadId === undefined) return;
    const target = { Bucket: this.#bucket, Key: key, UploadId: uploadId };
    await this.#client.send(new AbortMultipartUploadCommand(target)).catch(() => {});
  }

  async read(key: string): Promise<string | undefined> {
    const object = await findObject(this.#client, { Bucket: this.#bucket, Key: key });
    const { Body: body } = object ?? {};
    return body && callAws(`the read of "${key}"`, () => body.transformToString('utf-8'));
  }
}

/** The chunks of a report. Their own failure is remembered, because it is not one of AWS. */
class RememberedSource {
  readonly #chunks: AsyncIterable<string>;
  failed = false;
  failure: unknown;

  constructor(chunks: AsyncIterable<string>) {
    this.#chunks = chunks;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<string, void, void> {
    try {
      yield* this.#chunks;
    } catch (cause) {
      this.failed = true;
      this.failure = cause;
      throw cause;
    }
  }
}

/** Encodes chunk by chunk; the first half of a surrogate pair waits for the next chunk, which begins with the second half. */
async function* utf8(chunks: AsyncIterable<string>): AsyncGenerator<Buffer, void, void> {
  let held = '';
  for await (const chunk of chunks) {
    const text = held + chunk;
    held = /[\ud800-\udbff]$/.test(text) ? text.slice(-1) : '';
    const bytes = Buffer.from(held === '' ? text : text.slice(0, -1));
    // A stream of bytes would end at an empty chunk.
    if (bytes.length > 0) yield bytes;
  }
  if (held !== '') yield Buffer.from(held);
}
