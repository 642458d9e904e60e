import { computePartLength, planParts } from '../../formats/upload-rules.ts';
import type { SignedRequest } from '../../ports/upload-store.ts';
import { invalidRequestParts } from '../common/use-case-error.ts';
import type { SignedUploadPorts } from './request-upload.ts';

/** How long the request for a part may be sent: an hour. */
const PART_SECONDS = 3600;

/** Parts of an upload that the caller will send now. */
export interface PartsRequest {
  readonly key: string;
  readonly uploadId: string;
  /** Of the whole upload, in bytes. */
  readonly contentLength: number;
  /** @param partNumber From 1. @param checksumSha256 In base64. */
  readonly parts: readonly { readonly partNumber: number; readonly checksumSha256: string }[];
}

/**
 * Signs the requests for parts of an upload. Whether the upload exists is only known when a part is sent.
 * @throws UseCaseError `invalid-request` on the number of a part that the upload does not have
 */
export async function signParts(
  { signedUploads, clock }: SignedUploadPorts,
  { key, uploadId, contentLength, parts }: PartsRequest,
): Promise<(SignedRequest & { readonly partNumber: number })[]> {
  const plan = planParts(contentLength);
  const faults = parts.flatMap(({ partNumber }, i) => {
    const detail = `is ${partNumber}, expected 1 to ${plan.partCount} for ${contentLength} bytes`;
    return partNumber > plan.partCount ? [{ path: ['parts', i, 'partNumber'], code: 'too-big', detail }] : [];
  });
  if (faults.length > 0) throw invalidRequestParts(faults);
  const validity = { from: clock.now(), seconds: PART_SECONDS };
  return Promise.all(
    parts.map(async ({ partNumber, checksumSha256: sha256 }) => {
      const bytes = computePartLength(contentLength, plan, partNumber);
      return { partNumber, ...(await signedUploads.signPart({ key, uploadId, partNumber, bytes, sha256 }, validity)) };
    }),
  );
}
