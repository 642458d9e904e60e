import { StoreError } from '../../ports/store-error.ts';

/** The position of an item in a listing, which is ordered by time, and by id for items of the same time. */
export interface ListingPosition {
  /** RFC 3339, UTC. */
  readonly at: string;
  readonly id: string;
}

/** An opaque cursor that names the last item of a page. Another listing refuses it. */
export function writeCursor(listing: string, { at, id }: ListingPosition): string {
  return Buffer.from(JSON.stringify([listing, at, id])).toString('base64url');
}

/** @throws StoreError `invalid-cursor` when the cursor is not of this listing */
export function readCursor(cursor: string, listing: string): ListingPosition {
  const [name, at, id] = parseList(Buffer.from(cursor, 'base64url').toString());
  const isPosition = typeof at === 'string' && typeof id === 'string' && at !== '' && id !== '';
  if (name === listing && isPosition && writeCursor(listing, { at, id }) === cursor) return { at, id };
  throw new StoreError(
    'invalid-cursor',
    `The cursor "${cursor}" is not of the listing of kind "${listing}": start again without a cursor.`,
  );
}

function parseList(text: string): readonly unknown[] {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value : [];
  } catch {
    return [];
  }
}
