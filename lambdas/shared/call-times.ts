/*
 * How long one call of AWS may take. Each figure is written here and nowhere else: the clients are made with them, and
 * readers of changes look back as far as a write may take.
 */

/** Attempts of the SDK in one call. */
export const CALL_ATTEMPTS = 3;
export const CONNECTION_TIMEOUT_MILLISECONDS = 1000;
/** Of an attempt, except for objects of S3. */
export const REQUEST_TIMEOUT_MILLISECONDS = 3000;
/** The SDK waits at most .5 and 1 s between its attempts, when it is throttled. */
const SDK_WAITS_MILLISECONDS = 1500;

/** The longest time of one call: attempts, their timeouts and the waits between them. */
export const LONGEST_CALL_SECONDS =
  (CALL_ATTEMPTS * (CONNECTION_TIMEOUT_MILLISECONDS + REQUEST_TIMEOUT_MILLISECONDS) + SDK_WAITS_MILLISECONDS) / 1000;
