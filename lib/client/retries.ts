import {
  ConnectionError,
  type GatewayError,
  type KindredError,
  type ProblemError,
  type UploadError,
} from './errors.ts';

/** When a failed request is sent again. */
export interface RetryOptions {
  /** Attempts in all, at least 1. @default 4 */
  readonly attempts?: number;
  /** The upper bound of the first wait; it doubles with each attempt, up to 5 s. @default 200 */
  readonly baseMilliseconds?: number;
  /** If `Retry-After` is longer, the error is thrown at once. @default 20 */
  readonly maxWaitSeconds?: number;
}

/** What the waits depend on; tests replace it. */
export interface Clock {
  /** Ends after the time, or throws when the signal aborts. */
  wait(milliseconds: number, signal: AbortSignal | undefined): Promise<void>;
  /** A number in [0, 1). */
  random(): number;
  /** Milliseconds since 1970. */
  now(): number;
}

/** A failed attempt. */
export interface FailedAttempt {
  readonly error: KindredError;
  /** As in the header `Retry-After`: seconds or a date. */
  readonly retryAfter?: string | undefined;
  /** Whether the operation may be sent again if nobody knows what became of this attempt. */
  readonly mayRepeat: boolean;
  /** Whether the failure will pass. @default its status decides */
  readonly isTemporary?: boolean | undefined;
}

const MAX_JITTER_MILLISECONDS = 5_000;
/** Refused before anything was done. */
const THROTTLED = 429;
const TEMPORARY: ReadonlySet<number> = new Set([500, 502, 503, 504]);
/** The state of the server does not allow the request; `Retry-After` says that this will pass. */
const CONFLICT = 409;

/**
 * How long to wait before the next attempt: as long as `Retry-After` says, and a random time below a bound that doubles
 * with each attempt (full jitter), so that clients who failed together do not come back together.
 * @returns milliseconds; undefined if there should be no other attempt
 */
export function waitBeforeRetry(failed: FailedAttempt, options: RetryOptions, clock: Clock): number | undefined {
  const { attempts = 4, baseMilliseconds = 200, maxWaitSeconds = 20 } = options;
  const { attempts: made } = failed.error;
  const demanded = parseRetryAfter(failed.retryAfter, clock.now());
  if (made >= attempts || !isTemporary(failed, demanded)) return undefined;
  if (demanded !== undefined && demanded > maxWaitSeconds * 1_000) return undefined;
  const bound = Math.min(MAX_JITTER_MILLISECONDS, baseMilliseconds * 2 ** (made - 1));
  return (demanded ?? 0) + clock.random() * bound;
}

function isTemporary({ error, mayRepeat, isTemporary: known }: FailedAttempt, demanded: number | undefined): boolean {
  if (known !== undefined) return known;
  if (error instanceof ConnectionError) return mayRepeat;
  const { status } = error as ProblemError | GatewayError | UploadError;
  if (status === THROTTLED) return true;
  return mayRepeat && (TEMPORARY.has(status) || (status === CONFLICT && demanded !== undefined));
}

/**
 * The milliseconds that a `Retry-After` header demands: whole seconds, or an HTTP date.
 * @returns undefined if there is none, or if it cannot be read
 */
export function parseRetryAfter(header: string | undefined, now: number): number | undefined {
  if (header === undefined) return undefined;
  if (/^\s*\d+\s*$/.test(header)) return Number(header) * 1_000;
  const date = Date.parse(header);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

/** The clock of the machine. */
export const systemClock: Clock = {
  random: () => Math.random(),
  now: () => Date.now(),
  wait: (milliseconds, signal) =>
    new Promise((resolve, reject) => {
      const onAbort = () => {
        clearTimeout(timer);
        reject(signal?.reason);
      };
      const timer = setTimeout(() => {
        signal?.removeEventListener('abort', onAbort);
        resolve();
      }, milliseconds);
      if (signal?.aborted) onAbort();
      else signal?.addEventListener('abort', onAbort, { once: true });
    }),
};
