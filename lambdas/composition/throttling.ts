import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
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

/** Whether the function has time for a wait. One that somebody waits for decides by itself. */
export function hasTimeLeft(): boolean {
  return remaining === undefined || hasTime();
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

function wasRepeated({ $metadata }: { readonly $metadata: { readonly attempts?: number } }): boolean {
  return ($metadata.attempts ?? 1) > 1;
}

function hasUnprocessedItems(output: object): boolean {
  return 'UnprocessedItems' in output && Object.keys(output.UnprocessedItems ?? {}).length > 0;
}
