import type { Occurrences } from '../../catalog/training-row.ts';
import type { Scorer } from './scorer.ts';

/** Adds up the weights of the facts that each product occurs in. @returns (products) */
export function countPopularity(products: number, training: Occurrences): Float64Array {
  const popularity = new Float64Array(products);
  const count = (row: number, weight: number): void => {
    if (row < products) popularity[row]! += weight;
  };
  for (const { anchor, positive, weight = 1 } of training.pairs) {
    count(anchor, weight);
    count(positive, weight);
  }
  for (const { items, weight = 1 } of training.groups) for (const item of new Set(items)) count(item, weight);
  return popularity;
}

/** Builds the popularity baseline: for every query the products that occur most. */
export function buildPopularityScorer(products: number, training: Occurrences): Scorer {
  const popularity = countPopularity(products, training);
  return () => popularity;
}
