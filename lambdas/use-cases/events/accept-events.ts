import { packEvents } from '../../formats/events/event-messages.ts';
import type { EventRow } from '../../formats/events/event-schema.ts';
import type { MessageQueue } from '../../ports/message-queue.ts';
import { StoreError } from '../../ports/store-error.ts';
import { mapConcurrently } from '../../shared/concurrency.ts';

export interface AcceptEventsPorts {
  readonly queue: MessageQueue;
}

/** Messages that are sent at the same time. */
const CONCURRENCY = 4;

/**
 * Puts events on the queue.
 * @param rows Each of at most 200,000 bytes as JSON.
 * @returns for each row undefined, or why it was not accepted: sending it again may help.
 * @throws StoreError `unavailable` if no row was accepted
 */
export async function acceptEvents(
  { queue }: AcceptEventsPorts,
  rows: readonly EventRow[],
): Promise<readonly (StoreError | undefined)[]> {
  const failures = new Map<number, StoreError>();
  await mapConcurrently(packEvents(rows), CONCURRENCY, async ({ text, places }) => {
    try {
      await queue.send(text);
    } catch (cause) {
      if (!(cause instanceof StoreError)) throw cause;
      for (const place of places) failures.set(place, cause);
    }
  });
  const first = failures.get(0);
  if (first !== undefined && failures.size === rows.length) throw first;
  return rows.map((_, place) => failures.get(place));
}
