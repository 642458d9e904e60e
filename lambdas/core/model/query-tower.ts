import type { Product } from '../catalog/product.ts';
import type { FeatureBatch, FeatureSpace } from '../features/feature-space.ts';

/** A text that is looked for, as the encoder reads it: a title without a product. No product of a catalog has an empty id. */
export function createQueryProduct(text: string): Product {
  return { id: '', title: text };
}

function isQuery({ id, title }: Product): boolean {
  return id === '' && title !== undefined;
}

/** T: rows of the token table. A query tower is a second row for each token, behind all the others. */
export function countTableRows(space: FeatureSpace, queryTower: boolean): number {
  return space.tableRows + (queryTower ? space.vocabulary.rows : 0);
}

/** Gives the tokens of the queries in a batch, in place, the rows of the query tower. Queries have no identity. */
export function applyQueryTower(batch: FeatureBatch, products: readonly Product[], space: FeatureSpace): FeatureBatch {
  const { offsets, tokens } = batch.bags;
  products.forEach((product, i) => {
    if (!isQuery(product)) return;
    for (let t = offsets[i]!; t < offsets[i + 1]!; t++) tokens[t]! += space.tableRows;
  });
  return batch;
}
