import { revisionOfRequest } from '../../core/catalog/revision.ts';
import type { Clock } from '../../ports/clock.ts';

/** Steps past the own clock, for each further try: what is stored may bear a later time than it, or be a tombstone. */
const leapsMilliseconds = [0, 1, 1000] as const;

/** How often a write of one product is tried when others write it too. */
export const writeTries = leapsMilliseconds.length;

/**
 * The revision of a request's write: now, but later than the revision that it replaces, whoever's clock that came from.
 * @param attempt From 0 to `writeTries` - 1.
 */
export function nextRevision(clock: Clock, replaced: string | undefined, attempt: number): string {
  const now = clock.now().getTime() + leapsMilliseconds[attempt]!;
  const after = Date.parse(replaced?.split('#', 1)[0] ?? '') + 1;
  return revisionOfRequest(new Date(Number.isNaN(after) ? now : Math.max(now, after)).toISOString());
}
