/** The values of a number are divided into so many parts of equal size. */
const PARTS = 16;

/**
 * The 15 values that divide numbers into sixteen parts of equal size, ascending. Some are equal if many products share
 * a value. Empty for no values.
 */
export function computeQuantileEdges(values: readonly number[]): number[] {
  if (values.length === 0) return [];
  const sorted = Float64Array.from(values).sort();
  return Array.from({ length: PARTS - 1 }, (_, i) => sorted[Math.floor(((i + 1) * sorted.length) / PARTS)]!);
}

/**
 * The two overlapping bins of a value. Each holds an eighth of the catalog, and the second is shifted by half a bin, so
 * that two near values share at least one bin. Values outside of the catalog's range fall into the outermost bins.
 * @param edges The result of `computeQuantileEdges`.
 */
export function findBins(value: number, edges: readonly number[]): [string, string] {
  const part = edges.filter((edge) => edge <= value).length;
  return [`a${part >> 1}`, `b${(part + 1) >> 1}`];
}
