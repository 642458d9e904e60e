/** An uploaded object, pinned to the bytes that an event spoke of. */
export interface InboxObject {
  readonly key: string;
  readonly bytes: number;
  /** Opaque; the object is read only while it still has this tag. */
  readonly etag: string;
  /** RFC 3339, UTC. */
  readonly lastModified: string;
}

/** What shops upload: `catalog/`, `triplets/`, `interactions/`, `judging/`. */
export interface ObjectInbox {
  /** The object as it is now, or undefined when it is gone. */
  find(key: string): Promise<InboxObject | undefined>;
  /** Objects whose key begins with the prefix, ordered by key; folder markers (`.../`) and empty objects left out. */
  list(prefix: string): AsyncIterable<InboxObject>;
  /**
   * The raw bytes, streamed.
   * @throws StoreError `object-changed` when the object is no longer the one that was found, `object-missing` when gone.
   */
  open(object: InboxObject): Promise<AsyncIterable<Uint8Array>>;
}
