import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { StoreError } from '../ports/store-error.ts';
import { Pace } from '../shared/pace.ts';
import { fullJitter } from '../shared/retry.ts';
import { isThrottled, isTimedOut } from '../stores/aws/aws-failure.ts';
import { LAST_SLOW_CALL_MILLISECONDS, LAST_WAIT_MILLISECONDS } from '../use-cases/common/deadline.ts';

let remaining: (() => number) | undefined;

/**
 * Lets this invocation wait until shortly before its end while DynamoDB throttles its calls. For functions that nobody waits for,
 * at the start of each invocation. Without it, a throttled call fails after the attempts of the SDK.
 */
export function waitOutThrottling(context: { getRemainingTimeInMillis(): number }): void {
  remaining = () => context.getRemainingTimeInMillis();
}

/** Milliseconds for which the function may wait. One that somebody waits for decides by itself. */
export function timeToWait(): number {
  return remaining === undefined ? Number.POSITIVE_INFINITY : remaining() - LAST_WAIT_MILLISECONDS;
}

function hasTime(lastMilliseconds = LAST_WAIT_MILLISECONDS): boolean {
  return remaining !== undefined && remaining() > lastMilliseconds;
}

/** Waits before records are sent again that DynamoDB returned unprocessed: eight attempts, or until shortly before the end. */
export const unprocessedBackoff = fullJitter({ hasTime: () => hasTime() });

/**
 * Makes every call of a client keep a pace: all tables and indexes, reads and writes. The calls of the SDK's paginators
 * too, which a wrapper of the stores would miss. Calls that are not answered in time come too fast as well: repeated at the
 * same pace, they would only be more.
 */
export function keepPace(client: DynamoDBClient): void {
  const pace = new Pace({
    isThrottled: (cause) => isThrottled(cause) || isTimedOut(cause),
    hasTime: (cause) => hasTime(isTimedOut(cause) ? LAST_SLOW_CALL_MILLISECONDS : LAST_WAIT_MILLISECONDS),
    // A call whose turn comes later could last until the function is ended.
    queue: { left: () => (remaining?.() ?? 0) - LAST_SLOW_CALL_MILLISECONDS, outOfTime: waitedTooLong },
  });
  client.middlewareStack.add(
    (next) => (args) =>
      remaining === undefined
        ? next(args)
        : pace.run(async (slowDown) => {
            const result = await next(args);
            // A batch that DynamoDB wrote in part, or a call that the SDK repeated, has not failed, but was too fast.
            if (hasUnprocessedItems(result.output) || wasRepeated(result.output)) slowDown();
            return result;
          }),
    { step: 'initialize', name: 'keepPace', priority: 'high' },
  );
}

/** A call was not made: DynamoDB throttled others, or did not answer them, until the function had to end. */
function waitedTooLong(): StoreError {
  const what =
    'A call of DynamoDB waited for its turn until the function had to end: others are throttled or not answered.';
  return new StoreError(
    'unavailable',
    `${what} Try again; if that happens often, the runbook on throttles of tables says what to do.`,
  );
}

function wasRepeated({ $metadata }: { readonly $metadata: { readonly attempts?: number } }): boolean {
  return ($metadata.attempts ?? 1) > 1;
}

function hasUnprocessedItems(output: object): boolean {
  return 'UnprocessedItems' in output && Object.keys(output.UnprocessedItems ?? {}).length > 0;
}
