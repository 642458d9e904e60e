import type { Backoff } from '../../ports/backoff.ts';

export interface FullJitterOptions {
  /** Tries in all, at least 1. @default 8 */
  readonly attempts?: number;
  /** The bound of the first wait, above 0. @default 50 */
  readonly baseMilliseconds?: number;
  /** In [0, 1). @default Math.random */
  readonly random?: () => number;
  /** @default a timer */
  readonly sleep?: (milliseconds: number) => Promise<unknown>;
}

const CAP_MILLISECONDS = 5_000;

/**
 * Waits a random time below a bound that doubles with each failure, up to 5 s, so that callers who failed together do not
 * come back together (Brooker, "Exponential Backoff And Jitter", full jitter).
 */
export function fullJitterOf(options: FullJitterOptions = {}): Backoff {
  const { attempts = 8, baseMilliseconds = 50, random = () => Math.random(), sleep = timer } = options;
  return {
    attempts,
    wait: async (failures) => {
      await sleep(random() * Math.min(CAP_MILLISECONDS, baseMilliseconds * 2 ** (failures - 1)));
    },
  };
}

function timer(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/** Eight tries, waiting below 50 ms after the first. */
export const fullJitter: Backoff = fullJitterOf();
