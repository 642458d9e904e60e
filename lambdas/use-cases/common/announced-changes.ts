import type { Pointer } from '../../ports/model-pointers.ts';
import { LONGEST_CALL_SECONDS } from '../../shared/call-times.ts';

/*
 * Reading the changes of a version takes one query for each of its parts. So writers announce their changes on the pointer
 * `live`, which readers read anyway, and readers leave the parts alone while nothing is announced.
 *
 * A writer announces changes before it writes the first one, for some seconds ahead. So a writer that dies between the two
 * hides nothing, and one item takes the announcements of thousands of writers.
 */

/** A writer announces its changes for this time ahead, and then announces them again. */
export const ANNOUNCED_SECONDS = 5;

/** The index of changes follows the table within about a second, and clocks differ. */
const LAG_SECONDS = 3;

/**
 * How long after its time a change may still appear. Its time is that of the call that wrote it (stamped-attempts.ts), however
 * long the writer was throttled before. So readers look back by this time, and read on so long after an announced time.
 */
export const APPEARING_SECONDS = Math.ceil(LONGEST_CALL_SECONDS + LAG_SECONDS);

/** Whether changes may have appeared since all were read. @param readAt When they were read. */
export function mayHaveChanged({ movedAt, changesUntil }: Pointer, readAt: Date): boolean {
  // A writer that announced its changes just before the version went live was refused, and does not announce them again at once.
  const announced = Math.max(
    Date.parse(movedAt) + ANNOUNCED_SECONDS * 1000,
    changesUntil === undefined ? Number.NEGATIVE_INFINITY : Date.parse(changesUntil),
  );
  return readAt.getTime() <= announced + APPEARING_SECONDS * 1000;
}
