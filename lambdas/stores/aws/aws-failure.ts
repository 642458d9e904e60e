import { StoreError } from '../../ports/store-error.ts';

const UNAVAILABLE_NAMES = new Set([
  'InternalServerError',
  'LimitExceededException',
  'ProvisionedThroughputExceededException',
  'ReplicatedWriteConflictException',
  'RequestLimitExceeded',
  'RequestTimeout',
  'ResourceInUseException',
  'ServiceUnavailable',
  'SlowDown',
  'ThrottlingException',
  'ThrottledException',
  'TimeoutError',
]);
const UNAVAILABLE_CODES = new Set([
  'EAI_AGAIN',
  'ECONNABORTED',
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EPIPE',
  'ETIMEDOUT',
]);
const TOO_MANY_REQUESTS = 429;
const FIRST_SERVER_ERROR = 500;
const NOT_IMPLEMENTED = 501;

/** What an error of an SDK client or a socket may carry. */
interface Failure {
  readonly name?: string;
  readonly code?: string;
  readonly $metadata?: { readonly httpStatusCode?: number };
}

/**
 * Runs a call of AWS, and turns what passes with time (throttling, timeouts, broken connections, 5xx) into
 * StoreError `unavailable` with its cause. Any other failure is thrown as it is.
 * @param doing What is being done, for the message: `reading product "a"`.
 */
export async function answered<Answer>(doing: string, call: () => Promise<Answer>): Promise<Answer> {
  try {
    return await call();
  } catch (cause) {
    throw asStoreError(doing, cause);
  }
}

/** The failure as StoreError `unavailable` when it passes with time, and as it is otherwise. */
export function asStoreError(doing: string, cause: unknown): unknown {
  if (!passesWithTime(cause)) return cause;
  const reason = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);
  return new StoreError('unavailable', `AWS did not serve ${doing} (${reason}): try again.`, { cause });
}

/** The name of an AWS error, such as `NoSuchKey`. */
export function failureName(cause: unknown): string | undefined {
  return failureOf(cause).name;
}

/** The HTTP status of an AWS error. */
export function failureStatus(cause: unknown): number | undefined {
  return failureOf(cause).$metadata?.httpStatusCode;
}

function passesWithTime(cause: unknown): boolean {
  const { name = '', code = '' } = failureOf(cause);
  const status = failureStatus(cause) ?? 0;
  const isServerError = status >= FIRST_SERVER_ERROR && status !== NOT_IMPLEMENTED;
  return UNAVAILABLE_NAMES.has(name) || UNAVAILABLE_CODES.has(code) || status === TOO_MANY_REQUESTS || isServerError;
}

function failureOf(cause: unknown): Failure {
  return typeof cause === 'object' && cause !== null ? cause : {};
}
