import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { runKey } from '../../formats/object-layout.ts';
import type { RunStore } from '../../ports/run-store.ts';
import { StoreError } from '../../ports/store-error.ts';
import { sha256Hex } from '../../shared/sha256.ts';
import { callAws } from '../aws/aws-failure.ts';
import { findObject } from './find-object.ts';
import { bytesOf } from './read-body.ts';

/** The metadata of the object that holds the hex SHA-256 of its bytes. */
const SHA256_METADATA = 'sha256';

/** The data of runs as objects `runs/<run>/<name>`. Both methods throw StoreError `unavailable`. */
export class S3RunStore implements RunStore {
  readonly #client: S3Client;
  readonly #bucket: string;

  constructor(client: S3Client, bucket: string) {
    this.#client = client;
    this.#bucket = bucket;
  }

  async write(runId: string, name: string, bytes: Uint8Array): Promise<void> {
    const sha256 = sha256Hex(bytes);
    const command = new PutObjectCommand({
      Bucket: this.#bucket,
      Key: runKey(runId, name),
      Body: bytes,
      ContentLength: bytes.length,
      ContentType: 'application/octet-stream',
      ChecksumSHA256: Buffer.from(sha256, 'hex').toString('base64'),
      Metadata: { [SHA256_METADATA]: sha256 },
    });
    await callAws(`the write of "${name}" of ${runId}`, () => this.#client.send(command));
  }

  async read(runId: string, name: string): Promise<Uint8Array | undefined> {
    const object = await findObject(this.#client, { Bucket: this.#bucket, Key: runKey(runId, name) });
    if (object?.Body === undefined) return undefined;
    const { Body: body } = object;
    const bytes = await callAws(`the read of "${name}" of ${runId}`, () => bytesOf(body));
    const [expected, found] = [object.Metadata?.[SHA256_METADATA], sha256Hex(bytes)];
    if (expected === found) return bytes;
    throw new StoreError(
      'corrupt-record',
      `"${name}" of ${runId} has SHA-256 ${found}, expected ${expected}: start a new run.`,
    );
  }
}
