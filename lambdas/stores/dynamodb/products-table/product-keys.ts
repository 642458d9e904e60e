import { PRODUCTS_TABLE } from '../../../formats/table-layout.ts';
import type { CatalogPlace } from '../../../ports/product-store.ts';
import type { Item } from '../item.ts';

const { partitionKey, sortKey } = PRODUCTS_TABLE;

/** The sort key of the product itself. */
export const PRODUCT_RECORD = 'product';
const VECTOR_RECORD_PREFIX = 'vector#';

/** The key of a product. */
export function productKey(productId: string): Item {
  return recordKey(productId, PRODUCT_RECORD);
}

/** The key of what is stored about a product under a name. */
export function recordKey(productId: string, record: string): Item {
  return { [partitionKey]: { S: productId }, [sortKey]: { S: record } };
}

/** The place of a key in a scan of the table. */
export function placeOfKey(key: Item): CatalogPlace {
  return { id: productIdOf(key), record: key[sortKey]?.S ?? PRODUCT_RECORD };
}

/** The key of the vector of a product under a model version. */
export function vectorKey(productId: string, modelVersion: string): Item {
  return recordKey(productId, vectorRecord(modelVersion));
}

/** The sort key of the vectors of a version. */
export function vectorRecord(modelVersion: string): string {
  return `${VECTOR_RECORD_PREFIX}${modelVersion}`;
}

/** The product id of an item of the table; empty if the item has none. */
export function productIdOf(item: Item): string {
  return item[partitionKey]?.S ?? '';
}

/** A text that is the same for items of the same key only. */
export function keyText(item: Item): string {
  return JSON.stringify([item[sortKey]?.S, item[partitionKey]?.S]);
}
