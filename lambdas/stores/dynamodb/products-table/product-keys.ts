import { PRODUCTS_TABLE } from '../../../formats/table-layout.ts';
import type { Item } from '../item.ts';

const { partitionKey, sortKey } = PRODUCTS_TABLE;

/** The sort key of the product itself. */
export const PRODUCT_RECORD = 'product';
const VECTOR_RECORD_PREFIX = 'vector#';

/** The key of a product. */
export function productKey(productId: string): Item {
  return { [partitionKey]: { S: productId }, [sortKey]: { S: PRODUCT_RECORD } };
}

/** The key of the vector of a product under a model version. */
export function vectorKey(productId: string, modelVersion: string): Item {
  return { [partitionKey]: { S: productId }, [sortKey]: { S: `${VECTOR_RECORD_PREFIX}${modelVersion}` } };
}

/** The product id of an item of the table; empty if the item has none. */
export function productIdOf(item: Item): string {
  return item[partitionKey]?.S ?? '';
}

/** A text that is the same for items of the same key only. */
export function keyText(item: Item): string {
  return JSON.stringify([item[sortKey]?.S, item[partitionKey]?.S]);
}

/** The changes of a version are spread over this many partitions of the index `changes`. */
const CHANGE_SHARDS = 16;

const FNV_OFFSET = 0x811c9dc5;
const FNV_PRIME = 0x01000193;

/** The partition of the changes of a product under a version: `<modelVersion>#<shard>`. */
export function changeShardOf(productId: string, modelVersion: string): string {
  return shardName(modelVersion, fnv1a32(productId) % CHANGE_SHARDS);
}

/** All partitions of the changes of a version. */
export function changeShardsOf(modelVersion: string): string[] {
  return Array.from({ length: CHANGE_SHARDS }, (_, shard) => shardName(modelVersion, shard));
}

function shardName(modelVersion: string, shard: number): string {
  return `${modelVersion}#${shard}`;
}

/** FNV-1a, 32 bits, over UTF-8 (draft-eastlake-fnv). Stored records depend on it, so it must never change. */
function fnv1a32(text: string): number {
  let hash = FNV_OFFSET;
  for (const byte of Buffer.from(text)) hash = Math.imul(hash ^ byte, FNV_PRIME);
  return hash >>> 0;
}
