import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import type { ExportLinks } from '../../ports/exports.ts';

/**
 * Presigned addresses of files. They work as long as asked for, but no longer than the credentials of the function that
 * signs them.
 */
export class S3ExportLinks implements ExportLinks {
  readonly #client: S3Client;
  readonly #bucket: string;

  constructor(client: S3Client, bucket: string) {
    this.#client = client;
    this.#bucket = bucket;
  }

  linkTo(key: string, seconds: number): Promise<string> {
    return getSignedUrl(this.#client, new GetObjectCommand({ Bucket: this.#bucket, Key: key }), { expiresIn: seconds });
  }
}
