import { hasRow } from '../bits.ts';
import type { Filter } from '../filter.ts';
import { findAllowedRows } from '../search-exact.ts';
import type { Searchable } from '../search-rows.ts';

/**
 * The mean of the unit vectors (D) of the products that meet a filter: of the first `most` of them, in the order of the
 * index. Undefined if no product meets it.
 */
export function meanOfMeeting(index: Searchable, filter: Filter, most: number): Float32Array | undefined {
  const sum = new Float64Array(index.D);
  const allowed = findAllowedRows(index, { filter });
  let count = 0;
  for (const [part, rows] of index.parts.entries()) {
    const set = allowed[part]!;
    for (let row = 0; row < set.length * 8 && count < most; row++) {
      if (!hasRow(set, row)) continue;
      rows.vectorAt(row).forEach((x, d) => {
        sum[d]! += x;
      });
      count += 1;
    }
  }
  return count === 0 ? undefined : Float32Array.from(sum, (x) => x / count);
}
