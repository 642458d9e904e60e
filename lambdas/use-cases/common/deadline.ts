import { CodedError } from '../../core/errors/coded-error.ts';

/** How much time a function has left, in milliseconds. */
export type RemainingTime = () => number;

/** Thrown before the function would be cut off in the middle; everything done so far is idempotent. */
export class DeadlineError extends CodedError<'out-of-time'> {}

/** What is left for the answer, the logs and the last write of a job. */
const RESERVE_MILLISECONDS = 5000;

/** @throws DeadlineError when too little time is left to go on. */
export function checkDeadline(remaining: RemainingTime, doing: string): void {
  const left = remaining();
  if (left > RESERVE_MILLISECONDS) return;
  throw new DeadlineError(
    'out-of-time',
    `out of time while ${doing}: ${left} ms are left, expected more than ${RESERVE_MILLISECONDS}; ` +
      'give the function more time or memory, or upload in smaller parts',
  );
}
