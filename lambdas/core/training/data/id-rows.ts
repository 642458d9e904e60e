import type { TrainingConfig } from '../config/training-config.ts';
import { type TrainingSet, weightOf } from './training-set.ts';

/**
 * Selects the ids that get a row of their own in the embedding table: products of the catalog in enough training rows.
 */
export function selectIdRows(set: TrainingSet, { identityMinRows }: Pick<TrainingConfig, 'identityMinRows'>): string[] {
  const rows = countRowsPerProduct(set);
  return set.products
    .slice(0, set.catalogSize)
    .filter((_, row) => rows[row]! >= identityMinRows)
    .map((product) => product.id);
}

/** Adds up the weights of the facts that hold each product. @returns (products) */
export function countRowsPerProduct({ products, pairs, groups }: TrainingSet): Float64Array {
  const rows = new Float64Array(products.length);
  for (const pair of pairs) {
    rows[pair.anchor]! += weightOf(pair);
    rows[pair.positive]! += weightOf(pair);
  }
  for (const group of groups) for (const item of new Set(group.items)) rows[item]! += weightOf(group);
  return rows;
}
