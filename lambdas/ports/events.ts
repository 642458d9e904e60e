/** Writes the objects that events are collected into, among the uploads of the shop. */
export interface EventObjects {
  /** Stores the bytes and replaces an object of the same key. @throws StoreError `unavailable` */
  write(key: string, bytes: Uint8Array): Promise<void>;
}
