import {
  type _Object,
  type GetObjectCommandOutput,
  HeadObjectCommand,
  paginateListObjectsV2,
  type S3Client,
} from '@aws-sdk/client-s3';
import { StoreError } from '../../ports/store-error.ts';
import type { UploadObject, UploadStore } from '../../ports/upload-store.ts';
import { callAws, toStoreError } from '../aws/aws-failure.ts';
import { findObject, isMissing, isPreconditionFailed } from './find-object.ts';
import { listedKey } from './listed-key.ts';
import { chunksOf, type UnreadBody } from './read-body.ts';

/** The uploads in a bucket. Tags are the ETags of S3 without quotes. Every method throws StoreError `unavailable`. */
export class S3UploadStore implements UploadStore {
  readonly #client: S3Client;
  readonly #bucket: string;

  constructor(client: S3Client, bucket: string) {
    this.#client = client;
    this.#bucket = bucket;
  }

  async find(key: string): Promise<UploadObject | undefined> {
    const command = new HeadObjectCommand({ Bucket: this.#bucket, Key: key });
    try {
      const head = await callAws(`the search for "${key}"`, () => this.#client.send(command));
      return uploadObjectOf(key, { ...head, Size: head.ContentLength });
    } catch (cause) {
      if (isMissing(cause)) return undefined;
      throw cause;
    }
  }

  async *list(prefix: string): AsyncIterable<UploadObject> {
    const input = { Bucket: this.#bucket, Prefix: prefix, EncodingType: 'url' } as const;
    try {
      for await (const page of paginateListObjectsV2({ client: this.#client }, input)) {
        for (const object of page.Contents ?? []) {
          const key = listedKey(object.Key, page.EncodingType);
          if (!key.endsWith('/') && (object.Size ?? 0) > 0) yield uploadObjectOf(key, object);
        }
      }
    } catch (cause) {
      throw toStoreError(`the listing of "${prefix}"`, cause);
    }
  }

  async open(object: UploadObject): Promise<AsyncIterable<Uint8Array>> {
    const found = await this.#get(object);
    if (found?.Body === undefined) {
      throw new StoreError('object-missing', `The object "${object.key}" is gone: upload it again.`);
    }
    return checkedChunks(object, found.Body as UnreadBody);
  }

  async #get(object: UploadObject): Promise<GetObjectCommandOutput | undefined> {
    try {
      return await findObject(this.#client, { Bucket: this.#bucket, Key: object.key, IfMatch: `"${object.etag}"` });
    } catch (cause) {
      if (!isPreconditionFailed(cause)) throw cause;
      throw new StoreError(
        'object-changed',
        `The object "${object.key}" has another tag than ${object.etag}: find it again.`,
        { cause },
      );
    }
  }
}

/**
 * The body of an object. It ends with an error if it is incomplete, or if too few bytes of it come: a broken connection is not
 * the end of the object.
 */
async function* checkedChunks(object: UploadObject, body: UnreadBody): AsyncGenerator<Uint8Array, void, void> {
  let bytes = 0;
  try {
    for await (const chunk of chunksOf(body)) {
      bytes += chunk.length;
      yield chunk;
    }
  } catch (cause) {
    throw toStoreError(`the read of "${object.key}"`, cause);
  }
  if (bytes !== object.bytes) {
    throw new StoreError(
      'unavailable',
      `The read of "${object.key}" ended after ${bytes} of ${object.bytes} bytes: try again.`,
    );
  }
}

function uploadObjectOf(key: string, object: Pick<_Object, 'Size' | 'ETag' | 'LastModified'>): UploadObject {
  return {
    key,
    bytes: object.Size ?? 0,
    etag: (object.ETag ?? '').replaceAll('"', ''),
    lastModified: wholeSeconds(object.LastModified ?? new Date(0)),
  };
}

/** HEAD returns whole seconds only, so listings are cut to whole seconds too. */
function wholeSeconds(date: Date): string {
  return new Date(Math.floor(date.getTime() / 1000) * 1000).toISOString();
}
