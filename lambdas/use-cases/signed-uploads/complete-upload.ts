import { planParts, prefixOfKey } from '../../formats/upload-rules.ts';
import type { SignedUploads } from '../../ports/upload-store.ts';
import { invalidRequestParts, UseCaseError } from '../common/use-case-error.ts';
import { jobPath, uploadExists } from './request-upload.ts';

interface CompletePorts {
  readonly signedUploads: SignedUploads;
}

/** An upload of which all parts were sent. */
export interface UploadCompletion {
  readonly key: string;
  readonly uploadId: string;
  /** Of the whole upload, in bytes. */
  readonly contentLength: number;
  readonly overwrite: boolean;
  /** In order. @param etag Of the answer to the part, without quotes. @param checksumSha256 In base64. */
  readonly parts: readonly { readonly etag: string; readonly checksumSha256: string }[];
}

/** The object that the parts have become. */
export interface CompletedUpload {
  readonly key: string;
  readonly etag: string;
  /** The path of the job of the upload; null if the upload has none. */
  readonly job: string | null;
}

/**
 * Makes an object of the parts that were sent. It can be repeated if its answer is lost.
 * @throws UseCaseError `invalid-request` on another number of parts than the upload has, `unfinished-upload-not-found`,
 * `upload-exists`, `upload-parts-refused`
 */
export async function completeUpload(
  { signedUploads }: CompletePorts,
  { key, uploadId, contentLength, overwrite, parts }: UploadCompletion,
): Promise<CompletedUpload> {
  const { partCount } = planParts(contentLength);
  if (parts.length !== partCount) {
    const detail = `has ${parts.length} entries, expected ${partCount} for ${contentLength} bytes`;
    const code = parts.length < partCount ? 'too-small' : 'too-big';
    throw invalidRequestParts([{ path: ['parts'], code, detail }]);
  }
  const sent = parts.map(({ etag, checksumSha256: sha256 }) => ({ etag, sha256 }));
  const completed = await signedUploads.completeParts({ key, uploadId, bytes: contentLength, overwrite, parts: sent });
  switch (completed.state) {
    case 'stored':
      // The key was checked: it has a prefix.
      return { key, etag: completed.etag, job: jobPath(prefixOfKey(key)!, key) };
    case 'exists':
      throw uploadExists(key);
    case 'not-found':
      throw unfinishedUploadNotFound(key);
    case 'refused':
      throw new UseCaseError('upload-parts-refused', `the parts do not make ${key}: ${completed.reason}`);
  }
}

/**
 * Discards the parts of an unfinished upload.
 * @throws UseCaseError `unfinished-upload-not-found`
 */
export async function abortUpload({ signedUploads }: CompletePorts, key: string, uploadId: string): Promise<void> {
  if (!(await signedUploads.abortParts(key, uploadId))) throw unfinishedUploadNotFound(key);
}

function unfinishedUploadNotFound(key: string): UseCaseError {
  return new UseCaseError('unfinished-upload-not-found', `there is no such unfinished upload of ${key}`);
}
