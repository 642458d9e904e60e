import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { ReportStore } from '../../ports/report-store.ts';
import { answered } from '../aws/aws-failure.ts';
import { type MultipartTarget, uploadInParts } from './multipart-upload.ts';
import { findObject } from './read.ts';
import { textParts } from './text-parts.ts';

/** S3 wants 5 MiB at least in every part but the last, and 10,000 parts at most: reports of up to 80 GB. */
const PART_BYTES = 8 * 1024 * 1024;

/**
 * The reports as objects of UTF-8 text. A report of one part is one write; a longer one goes up in parts and appears
 * when it is complete. Both methods throw StoreError `unavailable`.
 */
export class S3ReportStore implements ReportStore {
  readonly #client: S3Client;
  readonly #bucket: string;

  constructor(client: S3Client, bucket: string) {
    this.#client = client;
    this.#bucket = bucket;
  }

  async write(key: string, chunks: AsyncIterable<string>, contentType: string): Promise<void> {
    const target = { Bucket: this.#bucket, Key: key, ContentType: contentType };
    const parts = textParts(chunks, PART_BYTES);
    const first = await parts.next();
    const second = first.done ? first : await parts.next();
    if (first.done || second.done) return this.#writeWhole(target, first.done ? new Uint8Array() : first.value);
    await uploadInParts(this.#client, target, following([first.value, second.value], parts));
  }

  async read(key: string): Promise<string | undefined> {
    const object = await findObject(this.#client, { Bucket: this.#bucket, Key: key });
    const { Body: body } = object ?? {};
    return body && answered(`the read of "${key}"`, () => body.transformToString('utf-8'));
  }

  async #writeWhole(target: MultipartTarget, body: Uint8Array): Promise<void> {
    const command = new PutObjectCommand({ ...target, Body: body, ContentLength: body.length });
    await answered(`the write of "${target.Key}"`, () => this.#client.send(command));
  }
}

async function* following<Item>(first: readonly Item[], rest: AsyncIterable<Item>): AsyncGenerator<Item, void, void> {
  yield* first;
  yield* rest;
}
