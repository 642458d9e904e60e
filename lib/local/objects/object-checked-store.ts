import { AsyncLocalStorage } from 'node:async_hooks';
import {
  type Completion,
  findChecksumFault,
  findCompletionFault,
  findPartFault,
  type StoredUpload,
} from './object-checksums.ts';
import type { ObjectEvent } from './object-event.ts';
import type { FauxqsParts, S3Object, S3Store } from './object-fauxqs.ts';
import type { S3Fault } from './object-signature.ts';

/** The state of one S3 request: what it is about, its conditions, and the objects it has created so far. */
export interface WriteScope {
  readonly bucket: string;
  readonly key: string;
  readonly ifMatch: string | undefined;
  readonly ifNoneMatch: string | undefined;
  /** Present if the request completes an upload of several parts. */
  readonly completion?: Completion | undefined;
  /** Whether a range of the object is read. */
  readonly isRange?: boolean;
  readonly created: ObjectEvent[];
}

/** The scope of the current request, from which the store reads what fauxqs does not pass on. */
export const writeScope = new AsyncLocalStorage<WriteScope>();

/** An unfinished upload of several parts. */
type UnfinishedUpload = StoredUpload & { readonly bucket: string; readonly key: string };

/** The S3 store of fauxqs, which compares checksums with the bytes, and unfinished uploads with the key of the request. */
export function createCheckedStore(parts: FauxqsParts) {
  const refuse = (fault: S3Fault | undefined): void => {
    if (fault) throw new parts.S3Error(fault.code, fault.message, fault.status);
  };

  return class CheckedStore extends parts.S3Store {
    override putObject(...args: Parameters<S3Store['putObject']>): S3Object {
      const [, , body, , , , checksum] = args;
      // A copy may have the checksum of its source, made of the checksums of parts.
      if (checksum?.type === 'FULL_OBJECT') refuse(findChecksumFault(checksum.algorithm, checksum.value, body));
      return super.putObject(...args);
    }

    override uploadPart(...args: Parameters<S3Store['uploadPart']>): ReturnType<S3Store['uploadPart']> {
      const [uploadId, , body, checksum] = args;
      refuse(findPartFault(this.findUnfinished(uploadId), checksum, body));
      return super.uploadPart(...args);
    }

    override completeMultipartUpload(...args: Parameters<S3Store['completeMultipartUpload']>): S3Object {
      const [uploadId, sent] = args;
      const { completion } = writeScope.getStore() ?? {};
      const numbers = sent.map(({ partNumber }) => partNumber);
      if (completion) refuse(findCompletionFault(this.findUnfinished(uploadId), completion, numbers));
      return super.completeMultipartUpload(...args);
    }

    override abortMultipartUpload(uploadId: string): void {
      this.findUnfinished(uploadId);
      super.abortMultipartUpload(uploadId);
    }

    /** The unfinished upload of the request's key. @throws S3Error `NoSuchUpload` */
    findUnfinished(uploadId: string): UnfinishedUpload {
      const upload = (Reflect.get(this, 'multipartUploads') as Map<string, UnfinishedUpload>).get(uploadId);
      const { bucket, key } = writeScope.getStore() ?? {};
      if (upload !== undefined && upload.bucket === bucket && upload.key === key) return upload;
      throw new parts.S3Error('NoSuchUpload', `There is no unfinished upload ${uploadId} of "${key}".`, 404);
    }
  };
}
