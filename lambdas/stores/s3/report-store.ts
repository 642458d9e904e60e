import type { S3Client } from '@aws-sdk/client-s3';
import type { ReportStore } from '../../ports/report-store.ts';
import { S3ReportReader } from './report-reader.ts';
import { uploadInParts } from './upload-in-parts.ts';

/**
 * The reports as objects of UTF-8 text. A report of one part is one write. A longer report is uploaded in parts and appears
 * when it is complete; after a failure its parts are discarded. Both methods throw StoreError `unavailable`.
 */
export class S3ReportStore implements ReportStore {
  readonly #client: S3Client;
  readonly #bucket: string;
  readonly #reader: S3ReportReader;

  constructor(client: S3Client, bucket: string) {
    this.#client = client;
    this.#bucket = bucket;
    this.#reader = new S3ReportReader(client, bucket);
  }

  async write(key: string, chunks: AsyncIterable<string>, contentType: string): Promise<void> {
    await uploadInParts(this.#client, { bucket: this.#bucket, key, contentType }, utf8(chunks));
  }

  read(key: string): Promise<string | undefined> {
    return this.#reader.read(key);
  }
}

/** Encodes chunk by chunk; the first half of a surrogate pair waits for the next chunk, which begins with the second half. */
async function* utf8(chunks: AsyncIterable<string>): AsyncGenerator<Buffer, void, void> {
  let held = '';
  for await (const chunk of chunks) {
    const text = held + chunk;
    held = /[\ud800-\udbff]$/.test(text) ? text.slice(-1) : '';
    const bytes = Buffer.from(held === '' ? text : text.slice(0, -1));
    yield bytes;
  }
  if (held !== '') yield Buffer.from(held);
}
