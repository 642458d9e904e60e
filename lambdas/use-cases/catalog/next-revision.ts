import { formatRequestRevision } from '../../core/catalog/revision.ts';
import type { Clock } from '../../ports/clock.ts';

/**
 * Milliseconds by which each attempt is ahead of the own clock. What is stored may have a later time than this clock
 * shows, or be a tombstone, whose revision is not known here.
 */
const LEAD_MILLISECONDS = [0, 1, 1000] as const;

/**
 * Attempts at one write, if other writers change the product meanwhile. putProduct and removeProduct loop over them without
 * `retry()`: they never wait, because each attempt reads the product again, and the lead depends on the number of the attempt.
 */
export const MAX_WRITE_ATTEMPTS = LEAD_MILLISECONDS.length;

/**
 * The revision of a request's write: the time now, but later than the replaced revision, whose time may come from
 * another clock.
 * @param attempt From 0 to `MAX_WRITE_ATTEMPTS` - 1.
 */
export function nextRevision(clock: Clock, replaced: string | undefined, attempt: number): string {
  const now = clock.now().getTime() + LEAD_MILLISECONDS[attempt]!;
  const after = Date.parse(replaced?.split('#', 1)[0] ?? '') + 1;
  return formatRequestRevision(new Date(Number.isNaN(after) ? now : Math.max(now, after)).toISOString());
}
