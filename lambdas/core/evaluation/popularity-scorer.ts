import type { Scorer } from './judge.ts';

/** Pairs and groups of products, named by their rows; rows past the catalog are not counted. */
export interface Occurrences {
  readonly pairs: readonly { readonly anchor: number; readonly positive: number }[];
  readonly groups: readonly { readonly items: Int32Array; readonly kind: 'basket' | 'session' }[];
}

/** The most trivial baseline: whatever the query, the products that occur in the most training rows. */
export function popularityScorer(products: number, training: Occurrences): Scorer {
  const popularity = new Float64Array(products);
  const count = (row: number): void => {
    if (row < products) popularity[row]! += 1;
  };
  for (const { anchor, positive } of training.pairs) {
    count(anchor);
    count(positive);
  }
  for (const { items } of training.groups) for (const item of new Set(items)) count(item);
  return () => popularity;
}
