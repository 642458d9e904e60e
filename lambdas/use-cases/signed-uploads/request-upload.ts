import type { UploadPrefix } from '../../formats/object-layout.ts';
import { hasUploadJob, MAX_PUT_BYTES, type PartPlan, planParts } from '../../formats/upload-rules.ts';
import type { Clock } from '../../ports/clock.ts';
import type { SignedRequest, SignedUploads } from '../../ports/upload-store.ts';
import { UseCaseError } from '../common/use-case-error.ts';

/** How long the request for a whole object may be sent: 15 minutes. */
const PUT_SECONDS = 900;

export interface SignedUploadPorts {
  readonly signedUploads: SignedUploads;
  readonly clock: Clock;
}

/** An upload that the caller wants to send. The fields are checked against the rules of `formats/upload-rules.ts`. */
export interface UploadRequest {
  readonly prefix: UploadPrefix;
  readonly name: string;
  readonly contentLength: number;
  /** In base64. Needed up to `MAX_PUT_BYTES`; larger uploads have one for each part. */
  readonly checksumSha256?: string | undefined;
  readonly overwrite: boolean;
}

interface Requested {
  readonly key: string;
  /** Whether there is an object of this key now, which the upload will replace. */
  readonly replaces: boolean;
  /** The path of the job of the upload; null if the upload has none. */
  readonly job: string | null;
}

/** The request to send, or how to cut the upload into parts. */
export type RequestedUpload = Requested & (SignedRequest | ({ readonly uploadId: string } & PartPlan));

/**
 * Prepares an upload: signs it as one request, or begins an upload of several parts.
 * @param maxPutBytes The most bytes of one request (default `MAX_PUT_BYTES`)
 * @throws UseCaseError `upload-exists` if there is an object of this key that may not be replaced
 */
export async function requestUpload(
  { signedUploads, clock }: SignedUploadPorts,
  { prefix, name, contentLength, checksumSha256, overwrite }: UploadRequest,
  maxPutBytes = MAX_PUT_BYTES,
): Promise<RequestedUpload> {
  const key = prefix + name;
  const replaces = await signedUploads.exists(key);
  if (replaces && !overwrite) throw uploadExists(key);
  const requested = { key, replaces, job: jobPath(prefix, key) };
  if (contentLength > maxPutBytes)
    return { ...requested, uploadId: await signedUploads.startParts(key), ...planParts(contentLength) };
  const object = { key, bytes: contentLength, sha256: checksumSha256!, overwrite };
  return { ...requested, ...(await signedUploads.signPut(object, { from: clock.now(), seconds: PUT_SECONDS })) };
}

/** The path that reads the job of an upload; null if it has no job. The query takes any key. */
export function jobPath(prefix: UploadPrefix, key: string): string | null {
  return hasUploadJob(prefix) ? `/v1/uploads?key=${encodeURIComponent(key)}` : null;
}

/** The refusal to replace an object. */
export function uploadExists(key: string): UseCaseError {
  return new UseCaseError('upload-exists', `there is an upload ${key}`);
}
