import type { TrainingConfig } from '../config/training-config.ts';
import type { TrainingSet } from './training-set.ts';

/** Ids of the products of the catalog that are in enough training rows to have a row of their own. */
export function selectIdRows(set: TrainingSet, { identityMinRows }: Pick<TrainingConfig, 'identityMinRows'>): string[] {
  const rows = countRowsPerProduct(set);
  return set.products
    .slice(0, set.catalogSize)
    .filter((_, row) => rows[row]! >= identityMinRows)
    .map((product) => product.id);
}

/** (products): training rows that hold each. */
export function countRowsPerProduct({ products, pairs, groups }: TrainingSet): Float64Array {
  const rows = new Float64Array(products.length);
  for (const { anchor, positive } of pairs) {
    rows[anchor]! += 1;
    rows[positive]! += 1;
  }
  for (const { items } of groups) for (const item of new Set(items)) rows[item]! += 1;
  return rows;
}
