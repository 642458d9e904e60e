import type { Page, PageRequest } from '../../ports/page.ts';
import { type ListingPosition, readCursor, writeCursor } from '../shared/listing-cursor.ts';

/**
 * One page of a listing, newest first. The cursor names the last item of the page, so that new items do not shift the next page.
 * @throws StoreError `invalid-cursor` when the cursor is not of this listing
 */
export function pageNewestFirst<Item>(
  items: readonly Item[],
  positionOf: (item: Item) => ListingPosition,
  listing: string,
  page: PageRequest,
): Page<Item> {
  const after = page.cursor === undefined ? undefined : readCursor(page.cursor, listing);
  const rest = items
    .filter((item) => after === undefined || compareNewestFirst(positionOf(item), after) > 0)
    .sort((a, b) => compareNewestFirst(positionOf(a), positionOf(b)));
  const given = rest.slice(0, page.limit);
  const last = given.at(-1);
  if (last === undefined || given.length === rest.length) return { items: given };
  return { items: given, cursor: writeCursor(listing, positionOf(last)) };
}

function compareNewestFirst(a: ListingPosition, b: ListingPosition): number {
  if (a.at !== b.at) return a.at > b.at ? -1 : 1;
  if (a.id !== b.id) return a.id > b.id ? -1 : 1;
  return 0;
}
