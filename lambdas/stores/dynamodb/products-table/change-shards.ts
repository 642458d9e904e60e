/** The changes of a version are spread over this many partitions of the index `changes`. */
export const CHANGE_SHARDS = 16;

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
