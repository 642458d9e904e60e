import { CodedError } from '../../core/errors/coded-error.ts';
import { StoreError } from '../../ports/store-error.ts';
import { LONGEST_CALL_SECONDS } from '../../shared/call-times.ts';

/** Returns how much time the function has left, in milliseconds. */
export type RemainingTime = () => number;

/** Thrown before Lambda would cut the function off in the middle. All work so far is idempotent. */
export class DeadlineError extends CodedError<'out-of-time'> {}

/** Time for the answer, the logs and the last write of a job. */
const RESERVE_MILLISECONDS = 5000;

/** Calls that DynamoDB throttles are repeated until so little time is left: the longest wait, 5 s, and the reserve. */
export const LAST_WAIT_MILLISECONDS = 2 * RESERVE_MILLISECONDS;
/** Calls that are not answered are repeated until so much is left: the next one may take as long again. */
export const LAST_SLOW_CALL_MILLISECONDS = LAST_WAIT_MILLISECONDS + 1000 * LONGEST_CALL_SECONDS;

/** Whether work was cut at its deadline, or was held up until then by a store that did not answer. */
export function isOutOfTime(cause: unknown, remaining: RemainingTime): boolean {
  if (cause instanceof DeadlineError) return true;
  return cause instanceof StoreError && cause.code === 'unavailable' && remaining() <= LAST_SLOW_CALL_MILLISECONDS;
}

/**
 * @param doing What is in progress, for the message: `reading catalog/a.jsonl`.
 * @throws DeadlineError if the function has no more than 5 s left.
 */
export function checkDeadline(remaining: RemainingTime, doing: string): void {
  const left = remaining();
  if (left > RESERVE_MILLISECONDS) return;
  throw new DeadlineError(
    'out-of-time',
    `out of time while ${doing}: ${left} ms are left, expected more than ${RESERVE_MILLISECONDS}; ` +
      'give the function more time or memory, or upload in smaller parts',
  );
}
