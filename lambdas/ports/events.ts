/** Holds messages with events until they are collected: each is delivered at least once, in no certain order. */
export interface EventQueue {
  /** @param text At most 256 KiB of UTF-8. @throws StoreError `unavailable` */
  send(text: string): Promise<void>;
}

/** Writes the objects that events are collected into, among the uploads of the shop. */
export interface EventObjects {
  /** Stores the bytes and replaces an object of the same key. @throws StoreError `unavailable` */
  write(key: string, bytes: Uint8Array): Promise<void>;
}
