import type { Neighbour } from '../best-neighbours.ts';
import { hasRow } from '../bits.ts';
import type { Searchable, SearchRows } from '../search-rows.ts';
import { type Search, searchEach } from './search-each.ts';

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
 */
export function* findNeighboursOfAll(index: Searchable, k: number): Generator<ProductNeighbours[], void, void> {
  for (const rows of index.parts)
    for (const some of rowsTogether(rows)) {
      const searches = some.map((row) => searchOf(rows, row, k));
      yield searchEach(index, searches).map(({ neighbours }, i) => ({ id: rows.idAt(some[i]!), neighbours }));
    }
}

function searchOf(rows: SearchRows, row: number, k: number): Search {
  return { query: rows.vectorAt(row).slice(), options: { k, excludeIds: new Set([rows.idAt(row)]) } };
}

function* rowsTogether(rows: SearchRows): Generator<number[], void, void> {
  const inUse = rows.rowsInUse();
  let some: number[] = [];
  for (let row = 0; row < inUse.length * 8; row++) {
    if (!hasRow(inUse, row)) continue;
    some.push(row);
    if (some.length < PRODUCTS_AT_ONCE) continue;
    yield some;
    some = [];
  }
  if (some.length > 0) yield some;
}
