import type { Neighbour } from '../best-neighbours.ts';
import { countRows, hasRow } from '../bits.ts';
import type { Searchable, SearchRows } from '../search-rows.ts';
import { type Search, searchEach } from './search-each.ts';

/** The most neighbours that may be asked for of each product. */
export const MAX_NEIGHBOURS = 1000;

/** Products whose neighbours are searched for together. */
const PRODUCTS_AT_ONCE = 256;

/** A product of an index and its k nearest neighbours, nearest first. */
export interface ProductNeighbours {
  readonly id: string;
  readonly neighbours: readonly Neighbour[];
}

/**
 * Finds the k nearest neighbours of every product of an index, exactly, some products at a time in the order of the
 * rows. They are those of searchExact for the vector of the product, without the product itself.
 * @param from How many products are left out at the beginning: another call has found theirs (default 0).
 */
export function* findNeighboursOfAll(
  index: Searchable,
  k: number,
  from = 0,
): Generator<ProductNeighbours[], void, void> {
  let known = from;
  for (const rows of index.parts) {
    const inUse = countRows(rows.rowsInUse());
    for (const some of rowsTogether(rows, Math.min(known, inUse))) {
      const searches = some.map((row) => searchOf(rows, row, k));
      yield searchEach(index, searches).map(({ neighbours }, i) => ({ id: rows.idAt(some[i]!), neighbours }));
    }
    known = Math.max(0, known - inUse);
  }
}

function searchOf(rows: SearchRows, row: number, k: number): Search {
  return { query: rows.vectorAt(row).slice(), options: { k, excludeIds: new Set([rows.idAt(row)]) } };
}

/** The rows in use after the first `from` of them, some at a time. */
function* rowsTogether(rows: SearchRows, from: number): Generator<number[], void, void> {
  const inUse = rows.rowsInUse();
  let skipped = 0;
  let some: number[] = [];
  for (let row = 0; row < inUse.length * 8; row++) {
    if (!hasRow(inUse, row) || skipped++ < from) continue;
    some.push(row);
    if (some.length < PRODUCTS_AT_ONCE) continue;
    yield some;
    some = [];
  }
  if (some.length > 0) yield some;
}
