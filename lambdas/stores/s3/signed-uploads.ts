import { createHash } from 'node:crypto';
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  type CompleteMultipartUploadCommandInput,
  CreateMultipartUploadCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import type {
  CompletedParts,
  NewObject,
  NewPart,
  SentPart,
  SentParts,
  SignedRequest,
  SignedUploads,
  Validity,
} from '../../ports/upload-store.ts';
import { callAws, failureName } from '../aws/aws-failure.ts';
import { listedKey } from './listed-key.ts';

const CONTENT_TYPE = 'application/octet-stream';
const LENGTH_HEADER = 'content-length';
const TYPE_HEADER = 'content-type';
const CHECKSUM_HEADER = 'x-amz-checksum-sha256';

/**
 * What the presigner would leave to the sender. It does not sign the content type by default. It would move the checksum
 * to the query, where S3 does not compare it with the body.
 */
const signing = { signableHeaders: [TYPE_HEADER], unhoistableHeaders: [CHECKSUM_HEADER] };

/** Failures of a completion that concern the caller, by what they mean. */
const COMPLETION_FAILURES: Readonly<Record<string, 'exists' | 'not-found' | 'refused'>> = {
  PreconditionFailed: 'exists',
  // Another request wrote the object meanwhile.
  ConditionalRequestConflict: 'exists',
  NoSuchUpload: 'not-found',
  InvalidPart: 'refused',
  InvalidPartOrder: 'refused',
  EntityTooSmall: 'refused',
  InvalidRequest: 'refused',
  BadDigest: 'refused',
};

/**
 * Uploads to a bucket by presigned URLs. A URL has the rights of the credentials that sign it, and ends with them at the
 * latest. S3 compares the headers with the signature, and the body with the headers.
 */
export class S3SignedUploads implements SignedUploads {
  readonly #client: S3Client;
  readonly #bucket: string;

  constructor(client: S3Client, bucket: string) {
    this.#client = client;
    this.#bucket = bucket;
  }

  async exists(key: string): Promise<boolean> {
    return (await this.#etagOf(key)) !== undefined;
  }

  signPut({ key, bytes, sha256, overwrite }: NewObject, validity: Validity): Promise<SignedRequest> {
    const bound = { ContentLength: bytes, ContentType: CONTENT_TYPE, ChecksumSHA256: sha256 };
    const command = new PutObjectCommand({
      Bucket: this.#bucket,
      Key: key,
      ...bound,
      ...(!overwrite && { IfNoneMatch: '*' }),
    });
    return this.#sign(command, { ...headersOf(bytes, sha256), ...(!overwrite && { 'if-none-match': '*' }) }, validity);
  }

  async startParts(key: string): Promise<string> {
    const command = new CreateMultipartUploadCommand({
      Bucket: this.#bucket,
      Key: key,
      ContentType: CONTENT_TYPE,
      // S3 then takes no part without its SHA-256, and checks them again when the object is made.
      ChecksumAlgorithm: 'SHA256',
      ChecksumType: 'COMPOSITE',
    });
    const { UploadId } = await callAws(`the start of "${key}"`, () => this.#client.send(command));
    return UploadId!;
  }

  signPart({ key, uploadId, partNumber, bytes, sha256 }: NewPart, validity: Validity): Promise<SignedRequest> {
    const command = new UploadPartCommand({
      Bucket: this.#bucket,
      Key: key,
      UploadId: uploadId,
      PartNumber: partNumber,
      ContentLength: bytes,
      ChecksumSHA256: sha256,
    });
    return this.#sign(command, headersOf(bytes, sha256), validity);
  }

  async completeParts({ key, uploadId, bytes, overwrite, parts }: SentParts): Promise<CompletedParts> {
    const command = new CompleteMultipartUploadCommand({
      Bucket: this.#bucket,
      Key: key,
      UploadId: uploadId,
      MpuObjectSize: bytes,
      ...(!overwrite && { IfNoneMatch: '*' }),
      MultipartUpload: partList(parts),
    });
    try {
      const { ETag } = await callAws(`the completion of "${key}"`, () => this.#client.send(command));
      return { state: 'stored', etag: unquoted(ETag) };
    } catch (cause) {
      const state = COMPLETION_FAILURES[failureName(cause) ?? ''];
      if (state === undefined) throw cause;
      if (state === 'refused') return { state, reason: (cause as Error).message };
      // The answer to an earlier attempt may be lost: then the object exists.
      const etag = computeETag(parts);
      const isStored = etag !== undefined && (await this.#etagOf(key)) === etag;
      return isStored ? { state: 'stored', etag } : { state };
    }
  }

  async abortParts(key: string, uploadId: string): Promise<boolean> {
    const command = new AbortMultipartUploadCommand({ Bucket: this.#bucket, Key: key, UploadId: uploadId });
    try {
      await callAws(`the end of the unfinished "${key}"`, () => this.#client.send(command));
      return true;
    } catch (cause) {
      if (failureName(cause) === 'NoSuchUpload') return false;
      throw cause;
    }
  }

  async #sign(
    command: PutObjectCommand | UploadPartCommand,
    headers: Readonly<Record<string, string>>,
    { from, seconds }: Validity,
  ): Promise<SignedRequest> {
    const url = await getSignedUrl(this.#client, command as PutObjectCommand, {
      signingDate: from,
      expiresIn: seconds,
      signableHeaders: new Set(signing.signableHeaders),
      unhoistableHeaders: new Set(signing.unhoistableHeaders),
    });
    const { expiration } = await this.#client.config.credentials();
    // The signature has whole seconds.
    const endMilliseconds = (Math.floor(from.getTime() / 1000) + seconds) * 1000;
    const expiresAt = new Date(Math.min(endMilliseconds, expiration?.getTime() ?? endMilliseconds));
    return { method: 'PUT', url, headers, expiresAt: expiresAt.toISOString() };
  }

  /** The tag of an object, by a listing: that needs no right to read objects. */
  async #etagOf(key: string): Promise<string | undefined> {
    // The key itself comes before all longer keys.
    const command = new ListObjectsV2Command({ Bucket: this.#bucket, Prefix: key, MaxKeys: 1, EncodingType: 'url' });
    const { Contents, EncodingType } = await callAws(`the search for "${key}"`, () => this.#client.send(command));
    const found = Contents?.[0];
    return found && listedKey(found.Key, EncodingType) === key ? unquoted(found.ETag) : undefined;
  }
}

function headersOf(bytes: number, sha256: string): Record<string, string> {
  return { [LENGTH_HEADER]: String(bytes), [TYPE_HEADER]: CONTENT_TYPE, [CHECKSUM_HEADER]: sha256 };
}

function partList(parts: readonly SentPart[]): CompleteMultipartUploadCommandInput['MultipartUpload'] {
  return {
    Parts: parts.map(({ etag, sha256 }, i) => ({ PartNumber: i + 1, ETag: `"${etag}"`, ChecksumSHA256: sha256 })),
  };
}

function unquoted(etag: string | undefined): string {
  return (etag ?? '').replaceAll('"', '');
}

const MD5_HEX = /^[0-9a-f]{32}$/;

/**
 * The tag of an object of these parts: MD5 over their MD5s, and their number. Undefined if their tags are no MD5s, as
 * with keys of KMS.
 */
function computeETag(parts: readonly SentPart[]): string | undefined {
  if (!parts.every(({ etag }) => MD5_HEX.test(etag))) return undefined;
  const hash = createHash('md5');
  for (const { etag } of parts) hash.update(etag, 'hex');
  return `${hash.digest('hex')}-${parts.length}`;
}
