/** Has the snapshot of the live version looked at by somebody who has time for it. */
export interface CompactionStarter {
  /** Returns at once. @param ask Any whole number, in [0, 2^32): what is decided by chance follows from it. */
  start(ask: number): Promise<void>;
}
