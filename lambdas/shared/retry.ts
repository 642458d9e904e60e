/** How often the message of a queue is worked on. After as many failures it moves to the dead letters. */
export const MAX_RECEIVES = 5;

/**
 * The message of an upload is received once more before it moves: if the function was ended in the last attempt, nobody but
 * the function could end the job.
 */
export const MAX_UPLOAD_RECEIVES = MAX_RECEIVES + 1;

/** How often something is attempted, and how long to wait between two attempts. */
export interface Backoff {
  /** Attempts in all, at least 1. */
  readonly attempts: number;
  /** Whether there is time for more attempts than these. @default never */
  hasTime?(): boolean;
  /** Waits before the next attempt. @param failures Attempts that failed so far, from 1. */
  wait(failures: number): Promise<void>;
}

export interface RetryPolicy {
  readonly backoff: Backoff;
  /** Called after each failed attempt, before the wait: whether another attempt is allowed. @default always true */
  readonly mayRetry?: () => boolean;
  /** The error to throw after the last attempt. @param failures Attempts that failed. */
  readonly exhausted: (failures: number) => Error;
}

/**
 * Calls `attempt` until it returns a result, with a wait between two calls. Own code rather than `p-retry`, because tests
 * replace the wait, and because an attempt decides itself which failures are worth another attempt.
 * @param attempt Returns undefined for another attempt. What it throws ends the retries and is thrown.
 * @throws `policy.exhausted` after the last attempt
 */
export async function retry<Result>(
  attempt: () => Promise<Result | undefined>,
  { backoff, mayRetry = () => true, exhausted }: RetryPolicy,
): Promise<Result> {
  for (let failures = 1; ; failures++) {
    const result = await attempt();
    if (result !== undefined) return result;
    if ((failures >= backoff.attempts && !backoff.hasTime?.()) || !mayRetry()) throw exhausted(failures);
    await backoff.wait(failures);
  }
}

export interface FullJitterOptions {
  /** Attempts in all, at least 1. @default 8 */
  readonly attempts?: number;
  /** Whether there is time for more attempts than these. @default never */
  readonly hasTime?: () => boolean;
  /** The upper bound of the first wait, above 0. @default 50 */
  readonly baseMilliseconds?: number;
  /** Returns a number in [0, 1). @default Math.random */
  readonly random?: () => number;
  /** @default a timer */
  readonly sleep?: (milliseconds: number) => Promise<unknown>;
}

const MAX_WAIT_MILLISECONDS = 5_000;

/**
 * Waits a random time below a bound that doubles with each failure, up to 5 s. Callers who failed at the same time then retry at
 * different times (Brooker, "Exponential Backoff And Jitter", full jitter).
 */
export function fullJitter(options: FullJitterOptions = {}): Backoff {
  const { attempts = 8, baseMilliseconds = 50, random = () => Math.random(), sleep = timer, hasTime } = options;
  return {
    attempts,
    ...(hasTime && { hasTime }),
    wait: async (failures) => {
      await sleep(random() * Math.min(MAX_WAIT_MILLISECONDS, baseMilliseconds * 2 ** (failures - 1)));
    },
  };
}

function timer(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
