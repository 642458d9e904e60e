/** A catalog's values of a number are cut into so many parts of equal size. */
const PARTS = 16;

/**
 * The values that cut a catalog's numbers into sixteen parts of equal size: 15 of them, rising, equal ones where many products
 * share a value. Empty for no values.
 */
export function computeQuantileEdges(values: readonly number[]): number[] {
  if (values.length === 0) return [];
  const sorted = Float64Array.from(values).sort();
  return Array.from({ length: PARTS - 1 }, (_, i) => sorted[Math.floor(((i + 1) * sorted.length) / PARTS)]!);
}

/**
 * The two bins that a value falls into, each an eighth of the catalog and the second half a bin further on: two near values share
 * at least one wherever the edges lie. Values beyond all of the catalog's fall into the outermost.
 * @param edges As `computeQuantileEdges` gives them.
 */
export function findBins(value: number, edges: readonly number[]): [string, string] {
  const part = edges.filter((edge) => edge <= value).length;
  return [`a${part >> 1}`, `b${(part + 1) >> 1}`];
}
