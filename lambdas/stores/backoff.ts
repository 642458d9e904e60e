/** How often something is tried, and how long to wait in between. */
export interface Backoff {
  /** Tries in all, at least 1. */
  readonly attempts: number;
  /** Waits before another try. @param failures How many tries have failed so far, from 1. */
  wait(failures: number): Promise<void>;
}

const BASE_MS = 50;
const CAP_MS = 5_000;

/**
 * Waits a random time below a bound that doubles with each failure, from 50 ms up to 5 s, so that callers who failed
 * together do not come back together (Brooker, "Exponential Backoff And Jitter", full jitter).
 */
export const fullJitter: Backoff = {
  attempts: 8,
  wait: (failures) => {
    const boundMs = Math.min(CAP_MS, BASE_MS * 2 ** (failures - 1));
    return new Promise((resolve) => setTimeout(resolve, Math.random() * boundMs));
  },
};
