import { StoreError } from '../../ports/store-error.ts';

/** The calls come too fast: slower ones are answered. */
const THROTTLED_NAMES = new Set([
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'RequestThrottled',
  'SlowDown',
  'ThrottlingException',
  'ThrottledException',
]);
const TIMED_OUT = new Set(['TimeoutError', 'ETIMEDOUT']);
const UNAVAILABLE_NAMES = new Set([
  ...THROTTLED_NAMES,
  'InternalServerError',
  'LimitExceededException',
  'OverLimit',
  'ReplicatedWriteConflictException',
  'RequestTimeout',
  'ResourceInUseException',
  'ServiceUnavailable',
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
/** The permissions, the credentials or the names of a deployment are wrong, or its tables, buckets or queues are gone. */
const MISCONFIGURED_NAMES = new Set([
  'AccessDenied',
  'AccessDeniedException',
  'AuthorizationHeaderMalformed',
  'CredentialsProviderError',
  'ExpiredToken',
  'ExpiredTokenException',
  'IncompleteSignature',
  'InvalidAccessKeyId',
  'InvalidClientTokenId',
  'InvalidSignatureException',
  'KMSAccessDeniedException',
  'NoSuchBucket',
  'PermanentRedirect',
  'QueueDoesNotExist',
  'ResourceNotFoundException',
  'SignatureDoesNotMatch',
  'UnrecognizedClientException',
]);
const [UNAUTHORIZED, FORBIDDEN] = [401, 403];
const TOO_MANY_REQUESTS = 429;
const FIRST_SERVER_ERROR = 500;
const NOT_IMPLEMENTED = 501;

/** The fields that an error of an SDK client or a socket may have. */
interface AwsFailure {
  readonly name?: string;
  readonly code?: string;
  readonly $metadata?: { readonly httpStatusCode?: number };
}

/**
 * Calls AWS. A temporary failure (throttling, timeout, broken connection, 5xx) is thrown as StoreError `unavailable` with its
 * cause, a refusal of the deployment (permissions, credentials, a table that does not exist) as `misconfigured`, any
 * other failure as it is.
 * @param doing The action, for the message: `the read of product "a"`.
 */
export async function callAws<Answer>(doing: string, call: () => Promise<Answer>): Promise<Answer> {
  try {
    return await call();
  } catch (cause) {
    throw toStoreError(doing, cause);
  }
}

/** A temporary failure or a refusal as StoreError, any other failure as it is. */
export function toStoreError(doing: string, cause: unknown): unknown {
  if (cause instanceof StoreError) return cause;
  if (isMisconfigured(cause)) {
    // The message of AWS names accounts and roles: it is in the cause, for the log alone.
    const what = `AWS refused ${doing} (${failureName(cause)})`;
    const cure = 'check the permissions of the function, and that its tables, buckets and queues exist';
    return new StoreError('misconfigured', `${what}: ${cure}.`, { cause });
  }
  if (!isTemporary(cause)) return cause;
  const reason = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);
  return new StoreError('unavailable', `AWS failed in ${doing} (${reason}): try again.`, { cause });
}

/** The name of an AWS error, such as `NoSuchKey`. */
export function failureName(cause: unknown): string | undefined {
  return failureOf(cause).name;
}

/** The HTTP status of an AWS error. */
export function failureStatus(cause: unknown): number | undefined {
  return failureOf(cause).$metadata?.httpStatusCode;
}

/** Whether AWS answered that the calls come too fast. */
export function isThrottled(cause: unknown): boolean {
  return THROTTLED_NAMES.has(failureName(cause) ?? '') || failureStatus(cause) === TOO_MANY_REQUESTS;
}

/** Whether no answer came in time. */
export function isTimedOut(cause: unknown): boolean {
  const { name = '', code = '' } = failureOf(cause);
  return TIMED_OUT.has(name) || TIMED_OUT.has(code);
}

function isMisconfigured(cause: unknown): boolean {
  const status = failureStatus(cause);
  return MISCONFIGURED_NAMES.has(failureName(cause) ?? '') || status === UNAUTHORIZED || status === FORBIDDEN;
}

function isTemporary(cause: unknown): boolean {
  const { name = '', code = '' } = failureOf(cause);
  const status = failureStatus(cause) ?? 0;
  const isServerError = status >= FIRST_SERVER_ERROR && status !== NOT_IMPLEMENTED;
  return UNAVAILABLE_NAMES.has(name) || UNAVAILABLE_CODES.has(code) || status === TOO_MANY_REQUESTS || isServerError;
}

function failureOf(cause: unknown): AwsFailure {
  // A store may know better what a refusal means, such as an index that is not built yet.
  if (cause instanceof StoreError) return failureOf(cause.cause);
  return typeof cause === 'object' && cause !== null ? cause : {};
}
