/** Scores of all products for a query product, in the order of the ids; higher is more alike. May be reused by the next call. */
export type Scorer = (queryRow: number) => Float64Array;
