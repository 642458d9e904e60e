/** An uploaded object, bound to the bytes that an event named. */
export interface InboxObject {
  readonly key: string;
  readonly bytes: number;
  /** Opaque. The object is read only if it still has this tag. */
  readonly etag: string;
  /** RFC 3339, UTC. */
  readonly lastModified: string;
}

/** The uploads of shops, under the prefixes `catalog/`, `triplets/`, `interactions/` and `judging/`. */
export interface ObjectInbox {
  /** The object in its current state, or undefined if it does not exist. */
  find(key: string): Promise<InboxObject | undefined>;
  /** Objects whose key starts with the prefix, ordered by key, without folder markers (`.../`) and empty objects. */
  list(prefix: string): AsyncIterable<InboxObject>;
  /**
   * The raw bytes, streamed.
   * @throws StoreError `object-changed` when the object has another tag, `object-missing` when it is gone.
   */
  open(object: InboxObject): Promise<AsyncIterable<Uint8Array>>;
}
