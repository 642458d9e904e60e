/** The numbers of an embedding that `dim: "auto"` chooses among, rising. */
export const AUTO_DIMS = [256, 384, 512] as const;
/** The least of them. It is also used wherever nothing is measured, and for a vector index, whose size is fixed. */
export const LEAST_AUTO_DIM = AUTO_DIMS[0];
/** The most of them. */
export const MOST_AUTO_DIM = AUTO_DIMS[2];
/**
 * Larger catalogs get the least: twice the numbers take twice the storage, and twice the memory and time of a search. Of
 * 50,000 products that are 51 MB more.
 */
export const MAX_AUTO_PRODUCTS = 50_000;

/** The most numbers that an embedding of a run can have, for estimates before the choice. @param dim As configured. */
export function mostNumbers(dim: number | 'auto', products: number): number {
  if (dim !== 'auto') return dim;
  return products > MAX_AUTO_PRODUCTS ? LEAST_AUTO_DIM : MOST_AUTO_DIM;
}
