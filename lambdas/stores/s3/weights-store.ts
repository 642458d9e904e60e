import { DeleteObjectCommand, HeadObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { modelKey } from '../../formats/object-layout.ts';
import { StoreError } from '../../ports/store-error.ts';
import type { WeightsStore } from '../../ports/weights-store.ts';
import { type Backoff, fullJitter, retry } from '../../shared/retry.ts';
import { sha256Hex } from '../../shared/sha256.ts';
import { callAws, failureStatus } from '../aws/aws-failure.ts';
import { findObject, isMissing, isPreconditionFailed } from './find-object.ts';
import { bytesOf } from './read-body.ts';

const CONFLICT = 409;

/** The metadata of the object that holds the hex SHA-256 of its bytes. */
const SHA256_METADATA = 'sha256';

/**
 * The weights as immutable objects `models/<version>/model.safetensors`.
 * Every method throws StoreError `unavailable`; `load` throws `corrupt-record` when the bytes differ from the saved ones.
 */
export class S3WeightsStore implements WeightsStore {
  readonly #client: S3Client;
  readonly #bucket: string;
  readonly #backoff: Backoff;

  /** @param options.backoff For writes that conflict with another write of the object (default 8 attempts with full jitter). */
  constructor(client: S3Client, bucket: string, options: { backoff?: Backoff } = {}) {
    this.#client = client;
    this.#bucket = bucket;
    this.#backoff = options.backoff ?? fullJitter();
  }

  async save(version: string, bytes: Uint8Array): Promise<void> {
    const sha256 = sha256Hex(bytes);
    const saveOnce = async () => {
      if (await this.#create(version, bytes, sha256)) return 'saved';
      // The stored object may be ours: the SDK repeats a write whose answer was lost, and S3 answers the repetition with 412.
      const stored = await this.#storedSha256(version);
      if (stored === sha256) return 'saved';
      if (stored !== undefined) throw conflictOf(version, sha256, stored);
      return undefined;
    };
    await retry(saveOnce, {
      backoff: this.#backoff,
      exhausted: (failures) =>
        new StoreError(
          'unavailable',
          `The write of the weights of model version "${version}" conflicted with others ${failures} times: try again.`,
        ),
    });
  }

  async load(version: string): Promise<Uint8Array | undefined> {
    const object = await findObject(this.#client, { Bucket: this.#bucket, Key: keyOf(version) });
    if (object?.Body === undefined) return undefined;
    const { Body: body } = object;
    const bytes = await callAws(`the weights of "${version}"`, () => bytesOf(body));
    const expected = object.Metadata?.[SHA256_METADATA];
    const sha256 = sha256Hex(bytes);
    if (expected !== undefined && expected !== sha256) {
      throw new StoreError(
        'corrupt-record',
        `The ${bytes.length} bytes of weights of model version "${version}" have SHA-256 ${sha256}, expected ${expected}: ` +
          'publish the version again from its source.',
      );
    }
    return bytes;
  }

  async remove(version: string): Promise<void> {
    const command = new DeleteObjectCommand({ Bucket: this.#bucket, Key: keyOf(version) });
    await callAws(`the removal of the weights of "${version}"`, () => this.#client.send(command));
  }

  /** @returns false if the object exists already, or if another write of it is in progress. */
  async #create(version: string, bytes: Uint8Array, sha256: string): Promise<boolean> {
    const command = new PutObjectCommand({
      Bucket: this.#bucket,
      Key: keyOf(version),
      Body: bytes,
      ContentLength: bytes.length,
      ContentType: 'application/octet-stream',
      ChecksumSHA256: Buffer.from(sha256, 'hex').toString('base64'),
      Metadata: { [SHA256_METADATA]: sha256 },
      IfNoneMatch: '*',
    });
    try {
      await callAws(`the write of the weights of "${version}"`, () => this.#client.send(command));
      return true;
    } catch (cause) {
      if (isPreconditionFailed(cause) || failureStatus(cause) === CONFLICT) return false;
      throw cause;
    }
  }

  /** From the metadata, or from the bytes if another program wrote the object; undefined if there is none. */
  async #storedSha256(version: string): Promise<string | undefined> {
    const command = new HeadObjectCommand({ Bucket: this.#bucket, Key: keyOf(version) });
    try {
      const head = await callAws(`the weights of "${version}"`, () => this.#client.send(command));
      const stored = head.Metadata?.[SHA256_METADATA];
      if (stored !== undefined) return stored;
    } catch (cause) {
      if (isMissing(cause)) return undefined;
      throw cause;
    }
    const bytes = await this.load(version);
    return bytes && sha256Hex(bytes);
  }
}

function keyOf(version: string): string {
  return modelKey(version, 'weights');
}

function conflictOf(version: string, sha256: string, stored: string): StoreError {
  return new StoreError(
    'weights-conflict',
    `Weights with SHA-256 ${sha256} differ from those stored under model version "${version}" (${stored}): ` +
      'the content of weights determines their version, so save other weights under another version.',
  );
}
