/** How often something is tried, and how long to wait in between. */
export interface Backoff {
  /** Tries in all, at least 1. */
  readonly attempts: number;
  /** Waits before another try. @param failures How many tries have failed so far, from 1. */
  wait(failures: number): Promise<void>;
}
