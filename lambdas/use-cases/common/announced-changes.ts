import type { Pointer } from '../../ports/model-pointers.ts';

/*
 * Reading the changes of a version takes one query for each of its parts. So writers announce their changes on the pointer
 * `live`, which readers read anyway, and readers leave the parts alone while nothing is announced.
 *
 * A writer announces changes before it writes the first one, for some seconds ahead. So a writer that dies between the two
 * hides nothing, and one item takes the announcements of thousands of writers.
 */

/** A writer announces its changes for this time ahead, and then announces them again. */
export const ANNOUNCED_SECONDS = 5;

/**
 * How long after an announced time changes may still appear: the write takes time, the index of changes follows within about a
 * second, and clocks differ.
 */
const APPEARING_SECONDS = 15;

/** Whether changes may have appeared since all were read. @param readAt When they were read. */
export function mayHaveChanged({ movedAt, changesUntil }: Pointer, readAt: Date): boolean {
  // A writer that announced its changes just before the version went live was refused, and does not announce them again at once.
  const announced = Math.max(
    Date.parse(movedAt) + ANNOUNCED_SECONDS * 1000,
    changesUntil === undefined ? Number.NEGATIVE_INFINITY : Date.parse(changesUntil),
  );
  return readAt.getTime() <= announced + APPEARING_SECONDS * 1000;
}
