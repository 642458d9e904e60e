import type { Occurrences } from '../catalog/occurrences.ts';
import type { Scorer } from './scorer.ts';

/** (products): in how many training rows each product occurs. */
export function countPopularity(products: number, training: Occurrences): Float64Array {
  const popularity = new Float64Array(products);
  const count = (row: number): void => {
    if (row < products) popularity[row]! += 1;
  };
  for (const { anchor, positive } of training.pairs) {
    count(anchor);
    count(positive);
  }
  for (const { items } of training.groups) for (const item of new Set(items)) count(item);
  return popularity;
}

/** The most trivial baseline: whatever the query, the products that occur in the most training rows. */
export function buildPopularityScorer(products: number, training: Occurrences): Scorer {
  const popularity = countPopularity(products, training);
  return () => popularity;
}
