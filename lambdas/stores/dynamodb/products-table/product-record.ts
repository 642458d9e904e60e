import { hash } from 'node:crypto';
import type { Product } from '../../../core/catalog/product.ts';
import type { StoredProduct, WriteStamp } from '../../../ports/product-store.ts';
import { type Item, ItemReader } from '../item.ts';
import { tombstoneExpiry } from '../tombstone.ts';
import { productIdOf, productKey } from './product-keys.ts';

/** A product as an item. Its body is JSON text, so that DynamoDB's rules for numbers, sets and empty values do not apply. */
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

/** The tombstone of a product. */
export function removedProductItem(productId: string, { revision, updatedAt }: WriteStamp): Item {
  return {
    ...productKey(productId),
    removed: { BOOL: true },
    revision: { S: revision },
    updatedAt: { S: updatedAt },
    ...tombstoneExpiry(updatedAt),
  };
}

/** @returns undefined for a tombstone. @throws StoreError `corrupt-record` */
export function readProductItem(item: Item): StoredProduct | undefined {
  const id = productIdOf(item);
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
