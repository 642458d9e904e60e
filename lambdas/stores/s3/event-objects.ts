import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { EventObjects } from '../../ports/upload-store.ts';
import { callAws } from '../aws/aws-failure.ts';

/** The objects of events in the bucket of uploads. */
export class S3EventObjects implements EventObjects {
  readonly #client: S3Client;
  readonly #bucket: string;

  constructor(client: S3Client, bucket: string) {
    this.#client = client;
    this.#bucket = bucket;
  }

  async write(key: string, bytes: Uint8Array): Promise<void> {
    const command = new PutObjectCommand({
      Bucket: this.#bucket,
      Key: key,
      Body: bytes,
      ContentLength: bytes.length,
      ContentType: 'application/gzip',
    });
    await callAws(`the write of "${key}"`, () => this.#client.send(command));
  }
}
