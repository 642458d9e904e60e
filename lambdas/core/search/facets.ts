import type { SearchRows } from './search-rows.ts';

/** A value of a field, and the number of products that have it. */
interface FacetValue {
  readonly value: string | number | boolean;
  readonly count: number;
}

/** The values of a field. */
export interface Facet {
  /** The most frequent first, at most 100. */
  readonly values: readonly FacetValue[];
  /** The number of values that are left out. */
  readonly otherValues: number;
}

const MAX_VALUES = 100;

/**
 * Counts the values of a field among the rows of a set for each part. Each element of a list counts, and each step and path
 * of a category. Values that are not compared, such as links, do not count.
 */
export function countFacet(parts: readonly SearchRows[], allowed: readonly Uint8Array[], field: string): Facet {
  const counts = new Map<FacetValue['value'], number>();
  for (const [part, rows] of parts.entries()) {
    rows.visitValues(allowed[part]!, field, (value, count) => {
      if (value === null) return;
      for (const one of new Set(typeof value === 'object' ? value : [value])) {
        counts.set(one, (counts.get(one) ?? 0) + count);
      }
    });
  }
  const values = [...counts].map(([value, count]) => ({ value, count })).sort(byCount);
  return { values: values.slice(0, MAX_VALUES), otherValues: Math.max(0, values.length - MAX_VALUES) };
}

function byCount(a: FacetValue, b: FacetValue): number {
  return b.count - a.count || (String(a.value) < String(b.value) ? -1 : 1);
}
