import { hash } from 'node:crypto';
import type { Product } from '../../../core/catalog/product.ts';
import type { StoredProduct } from '../../../ports/product-store.ts';
import { type Item, ItemReader } from '../item.ts';
import { expiresAtOf } from '../tombstone.ts';

/** The sort key of the product itself, beside its vectors. */
export const PRODUCT_RECORD = 'product';

export function productKey(productId: string): Item {
  return { productId: { S: productId }, record: { S: PRODUCT_RECORD } };
}

/** The product as JSON text, so that DynamoDB's own notions of numbers, sets and empty values never touch it. */
export function productItem({ product, revision, updatedAt }: StoredProduct): Item {
  const body = JSON.stringify(product);
  return {
    ...productKey(product.id),
    body: { S: body },
    revision: { S: revision },
    updatedAt: { S: updatedAt },
    contentSha256: { S: hash('sha256', body) },
  };
}

/** What a removed product leaves. */
export function removedProductItem(productId: string, at: { revision: string; updatedAt: string }): Item {
  return {
    ...productKey(productId),
    removed: { BOOL: true },
    revision: { S: at.revision },
    updatedAt: { S: at.updatedAt },
    expiresAt: { N: String(expiresAtOf(at.updatedAt)) },
  };
}

/** @returns undefined for a tombstone. @throws StoreError `corrupt-record`. */
export function readProductItem(item: Item): StoredProduct | undefined {
  const id = item.productId?.S ?? '';
  const reader = new ItemReader(item, `product "${id}"`);
  if (reader.flag('removed')) return undefined;
  const product = reader.object('body');
  if (product.id !== id) reader.fail(`its body is of product "${product.id}"`);
  return {
    product: product as object as Product,
    revision: reader.text('revision'),
    updatedAt: reader.text('updatedAt'),
  };
}
