import type { Product } from '../catalog/product.ts';
import type { FeatureBatch, FeatureSpace } from '../features/feature-space.ts';
import { isQuery } from '../features/search-text.ts';

/** T: the number of rows of the token table. A query tower is a second row for each token, after all other rows. */
export function countTableRows(space: FeatureSpace, queryTower: boolean): number {
  return space.tableRows + (queryTower ? space.vocabulary.rows : 0);
}

/** Maps the tokens of the queries in a batch to the rows of the query tower, in place. Queries have no identity. */
export function applyQueryTower(batch: FeatureBatch, products: readonly Product[], space: FeatureSpace): FeatureBatch {
  const { offsets, tokens } = batch.bags;
  products.forEach((product, i) => {
    if (!isQuery(product)) return;
    for (let t = offsets[i]!; t < offsets[i + 1]!; t++) tokens[t]! += space.tableRows;
  });
  return batch;
}
