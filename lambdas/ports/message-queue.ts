/** Holds messages until a function takes them: each is delivered at least once, in no certain order. */
export interface MessageQueue {
  /** @param text At most 256 KiB of UTF-8. @throws StoreError `unavailable` */
  send(text: string): Promise<void>;
}
