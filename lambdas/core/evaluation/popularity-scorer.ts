import type { Occurrences } from '../catalog/training-row.ts';
import type { Scorer } from './scorer.ts';

/** Counts the training rows that each product occurs in. @returns (products) */
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

/** Builds the popularity baseline: for every query the products that occur in the most training rows. */
export function buildPopularityScorer(products: number, training: Occurrences): Scorer {
  const popularity = countPopularity(products, training);
  return () => popularity;
}
