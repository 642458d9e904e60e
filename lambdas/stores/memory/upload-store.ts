import { createHash } from 'node:crypto';
import { StoreError } from '../../ports/store-error.ts';
import type { UploadObject, UploadStore } from '../../ports/upload-store.ts';

/** Small enough that a few kilobytes arrive in several chunks, cut anywhere, as from S3. */
const CHUNK_BYTES = 1024;
const DEFAULT_LAST_MODIFIED = '2000-01-01T00:00:00.000Z';

interface StoredObject {
  readonly found: UploadObject;
  readonly content: Uint8Array;
}

/** The uploads in memory, for tests: `put` and `delete` replace the uploads of shops. Tags are MD5, like those of S3. */
export class MemoryUploadStore implements UploadStore {
  readonly #objects = new Map<string, StoredObject>();

  /**
   * Uploads an object and replaces an object of the same key. The bytes are copied.
   * @param lastModified RFC 3339, UTC (default `2000-01-01T00:00:00.000Z`, so that tests are repeatable).
   * @param tag Its tag (default: the MD5 of the bytes).
   */
  put(key: string, bytes: Uint8Array, lastModified = DEFAULT_LAST_MODIFIED, tag?: string): UploadObject {
    const content = Uint8Array.from(bytes);
    const etag = tag ?? createHash('md5').update(content).digest('hex');
    const found = { key, bytes: content.length, etag, lastModified };
    this.#objects.set(key, { found, content });
    return { ...found };
  }

  /** Deletes an object, if it exists. */
  delete(key: string): void {
    this.#objects.delete(key);
  }

  async find(key: string): Promise<UploadObject | undefined> {
    const stored = this.#objects.get(key);
    return stored && { ...stored.found };
  }

  async *list(prefix: string): AsyncIterable<UploadObject> {
    const listed = [...this.#objects.values()].map((stored) => stored.found);
    for (const found of listed.sort(compareKeys)) {
      if (found.key.startsWith(prefix) && !found.key.endsWith('/') && found.bytes > 0) yield { ...found };
    }
  }

  async open(object: UploadObject): Promise<AsyncIterable<Uint8Array>> {
    const stored = this.#objects.get(object.key);
    if (stored === undefined) {
      throw new StoreError('object-missing', `The object "${object.key}" is gone: upload it again.`);
    }
    if (stored.found.etag !== object.etag) {
      throw new StoreError(
        'object-changed',
        `The object "${object.key}" has tag ${stored.found.etag}, expected ${object.etag}: find it again.`,
      );
    }
    return chunksOf(stored.content);
  }
}

/** S3 orders keys by their UTF-8 bytes, which differs from the order of UTF-16 text beyond the basic plane. */
function compareKeys(a: UploadObject, b: UploadObject): number {
  return Buffer.compare(Buffer.from(a.key), Buffer.from(b.key));
}

async function* chunksOf(content: Uint8Array): AsyncGenerator<Uint8Array, void, void> {
  for (let start = 0; start < content.length; start += CHUNK_BYTES) yield content.slice(start, start + CHUNK_BYTES);
}
