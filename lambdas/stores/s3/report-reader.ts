import type { S3Client } from '@aws-sdk/client-s3';
import type { ReportReader } from '../../ports/report-store.ts';
import { callAws } from '../aws/aws-failure.ts';
import { findObject } from './find-object.ts';
import { textOf } from './read-body.ts';

/**
 * Reads reports, which are objects of UTF-8 text. A function that writes none needs no more than this: writing brings
 * multipart uploads into its bundle. It throws StoreError `unavailable`.
 */
export class S3ReportReader implements ReportReader {
  readonly #client: S3Client;
  readonly #bucket: string;

  constructor(client: S3Client, bucket: string) {
    this.#client = client;
    this.#bucket = bucket;
  }

  async read(key: string): Promise<string | undefined> {
    const object = await findObject(this.#client, { Bucket: this.#bucket, Key: key });
    const { Body: body } = object ?? {};
    return body && callAws(`the read of "${key}"`, () => textOf(body));
  }
}
