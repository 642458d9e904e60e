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

/** What bounds the choice before anything is measured. Plain JSON: it is stored with the data of a run. */
export interface NumbersLimit {
  /** The most numbers of an embedding. */
  readonly numbers: (typeof AUTO_DIMS)[number];
  /** `memory`: a run on the whole catalog with more would not fit. `many-products`: the whole catalog is large. */
  readonly because: 'memory' | 'many-products';
}

/**
 * Bounds the choice for a shop, of which a run may see a part. More numbers must not displace products: those are the
 * last to leave out.
 * @param products In the whole catalog. @param fits Whether a run on all data fits into memory with so many numbers.
 */
export function limitNumbers(products: number, fits: (numbers: number) => boolean): NumbersLimit | undefined {
  if (products > MAX_AUTO_PRODUCTS) return { numbers: LEAST_AUTO_DIM, because: 'many-products' };
  const numbers = AUTO_DIMS.findLast(fits) ?? LEAST_AUTO_DIM;
  return numbers === MOST_AUTO_DIM ? undefined : { numbers, because: 'memory' };
}
