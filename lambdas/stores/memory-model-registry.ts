import type { ModelRecord, ModelRegistry, Page } from '../ports/model-registry.ts';
import { StoreError } from '../ports/store-error.ts';

/** The model versions in memory, for tests. Records are kept as JSON text, so nothing is shared with the caller. */
export class MemoryModelRegistry implements ModelRegistry {
  readonly #records = new Map<string, string>();

  async create(record: ModelRecord): Promise<'created' | 'exists'> {
    if (this.#records.has(record.version)) return 'exists';
    this.#records.set(record.version, JSON.stringify(record));
    return 'created';
  }

  async get(version: string): Promise<ModelRecord | undefined> {
    const text = this.#records.get(version);
    return text === undefined ? undefined : (JSON.parse(text) as ModelRecord);
  }

  async list(page: { limit: number; cursor?: string }): Promise<Page<ModelRecord>> {
    const records = [...this.#records.values()].map((text) => JSON.parse(text) as ModelRecord);
    return pageNewestFirst(records, (record) => ({ at: record.createdAt, id: record.version }), 'model', page);
  }
}

/** Where an item stands in a listing: by time, items of one time by id. */
interface ListingPosition {
  /** RFC 3339, UTC. */
  readonly at: string;
  readonly id: string;
}

/**
 * One page of a listing, newest first. The cursor names the last item given, so that items created meanwhile shift nothing.
 * @param listing Name of the listing; a cursor of one listing is refused by another.
 * @throws StoreError `invalid-cursor` when the cursor is not one of this listing.
 */
export function pageNewestFirst<Item>(
  items: readonly Item[],
  positionOf: (item: Item) => ListingPosition,
  listing: string,
  page: { limit: number; cursor?: string },
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

function writeCursor(listing: string, { at, id }: ListingPosition): string {
  return Buffer.from(JSON.stringify([listing, at, id])).toString('base64url');
}

function readCursor(cursor: string, listing: string): ListingPosition {
  const [name, at, id] = parseList(Buffer.from(cursor, 'base64url').toString());
  if (name !== listing || typeof at !== 'string' || typeof id !== 'string') {
    throw new StoreError(
      'invalid-cursor',
      `The cursor "${cursor}" is not one that the listing of kind "${listing}" gave: start again without a cursor.`,
    );
  }
  return { at, id };
}

function parseList(text: string): readonly unknown[] {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value : [];
  } catch {
    return [];
  }
}
