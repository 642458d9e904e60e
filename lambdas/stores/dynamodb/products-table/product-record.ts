import type { Product } from '../../../core/catalog/product.ts';
import type { UploadLines } from '../../../core/catalog/upload-lines.ts';
import { PRODUCTS_TABLE } from '../../../formats/table-layout.ts';
import type { ProductState, StoredProduct, WriteStamp } from '../../../ports/product-store.ts';
import { sha256OfContent } from '../../../shared/sha256.ts';
import { type Item, ItemReader } from '../item.ts';
import { tombstoneExpiry } from '../tombstone.ts';
import { productIdOf, productKey } from './product-keys.ts';

/** A product as an item. Its body is JSON text, so that DynamoDB's rules for numbers, sets and empty values do not apply. */
export function productItem({ product, revision, updatedAt, contentSince, uploadLines }: StoredProduct): Item {
  return {
    ...productKey(product.id),
    body: { S: JSON.stringify(product) },
    revision: { S: revision },
    updatedAt: { S: updatedAt },
    contentSha256: { S: sha256OfContent(product) },
    ...(contentSince !== undefined && { contentSince: { S: contentSince } }),
    ...(uploadLines && { uploadLines: { S: JSON.stringify(uploadLines) } }),
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
    ...readHistory(reader, item),
  };
}

const STATE_ATTRIBUTES = [
  PRODUCTS_TABLE.partitionKey,
  'revision',
  'removed',
  'contentSha256',
  'contentSince',
  'uploadLines',
];

/** The attributes that `readProductItem` reads. */
export const PRODUCT_ATTRIBUTES = [...STATE_ATTRIBUTES, 'body', 'updatedAt'];

/** The attributes to read of a state: all but the content. */
export const stateProjection = {
  ProjectionExpression: STATE_ATTRIBUTES.map((name) => `#${name}`).join(),
  ExpressionAttributeNames: Object.fromEntries(STATE_ATTRIBUTES.map((name) => [`#${name}`, name])),
};

/** Content without a hash counts as another one than any. @throws StoreError `corrupt-record` without a revision */
export function readStateItem(item: Item): ProductState {
  const id = productIdOf(item);
  const reader = new ItemReader(item, `product "${id}"`);
  const revision = reader.text('revision');
  if (reader.flag('removed')) return { id, revision };
  return {
    id,
    revision,
    contentSha256: reader.optionalText('contentSha256') ?? 'unknown',
    ...readHistory(reader, item),
  };
}

function readHistory(reader: ItemReader, item: Item): Pick<StoredProduct, 'contentSince' | 'uploadLines'> {
  return {
    ...(item.contentSince && { contentSince: reader.text('contentSince') }),
    // `productItem` wrote the JSON of UploadLines.
    ...(item.uploadLines && { uploadLines: reader.object('uploadLines') as unknown as UploadLines }),
  };
}
