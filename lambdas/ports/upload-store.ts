/** An uploaded object, bound to the bytes that an event named. */
export interface UploadObject {
  readonly key: string;
  readonly bytes: number;
  /** Opaque. The object is read only if it still has this tag. */
  readonly etag: string;
  /** RFC 3339, UTC. */
  readonly lastModified: string;
}

/** The uploads of shops, under the prefixes `catalog/`, `triplets/`, `interactions/` and `judging/`. */
export interface UploadStore {
  /** The object in its current state, or undefined if it does not exist. */
  find(key: string): Promise<UploadObject | undefined>;
  /** Objects whose key starts with the prefix, ordered by key, without folder markers (`.../`) and empty objects. */
  list(prefix: string): AsyncIterable<UploadObject>;
  /**
   * The raw bytes, streamed.
   * @throws StoreError `object-changed` when the object has another tag, `object-missing` when it is gone.
   */
  open(object: UploadObject): Promise<AsyncIterable<Uint8Array>>;
}
