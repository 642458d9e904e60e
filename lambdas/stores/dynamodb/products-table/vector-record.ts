import { isFieldValue, type ProductFields } from '../../../core/search/product-fields.ts';
import type { StoredVector, VectorChange } from '../../../ports/vector-store.ts';
import { type Item, ItemReader } from '../item.ts';
import { expiresAtOf } from '../tombstone.ts';

const VECTOR_RECORD_PREFIX = 'vector#';

const READ_ATTRIBUTES = 'productId modelVersion revision updatedAt vector dim fields removed expiresAt'.split(' ');

/** What is read of a vector: all but its list of numbers for a vector index, which is many times as large. */
export const vectorProjection = {
  ProjectionExpression: READ_ATTRIBUTES.map((name) => `#${name}`).join(),
  ExpressionAttributeNames: Object.fromEntries(READ_ATTRIBUTES.map((name) => [`#${name}`, name])),
};

export function vectorKey(productId: string, modelVersion: string): Item {
  return { productId: { S: productId }, record: { S: `${VECTOR_RECORD_PREFIX}${modelVersion}` } };
}

export function vectorItem(stored: StoredVector, updatedAt: string): Item {
  const { productId, modelVersion, vector, revision, fields } = stored;
  return {
    ...changeItem(productId, modelVersion, { revision, updatedAt }),
    vector: { B: encodeFloat32(vector) },
    dim: { N: String(vector.length) },
    ...(fields && { fields: { S: JSON.stringify(fields) } }),
  };
}

/** What a product that left the version leaves. */
export function removedVectorItem(
  productId: string,
  modelVersion: string,
  at: { revision: string; updatedAt: string },
): Item {
  return {
    ...changeItem(productId, modelVersion, at),
    removed: { BOOL: true },
    expiresAt: { N: String(expiresAtOf(at.updatedAt)) },
  };
}

function changeItem(productId: string, modelVersion: string, at: { revision: string; updatedAt: string }): Item {
  return {
    ...vectorKey(productId, modelVersion),
    modelVersion: { S: modelVersion },
    revision: { S: at.revision },
    updatedAt: { S: at.updatedAt },
    changeShard: { S: changeShardOf(productId, modelVersion) },
  };
}

/** False for a vector that is to expire: it counts as gone, however long DynamoDB takes to delete it. */
export function isKept(item: Item): boolean {
  return item.expiresAt === undefined || item.removed?.BOOL === true;
}

/** @throws StoreError `corrupt-record`, also when the vector has not `dim` numbers. */
export function readVectorItem(item: Item): VectorChange {
  const productId = item.productId?.S ?? '';
  const reader = new ItemReader(item, `the vector of product "${productId}"`);
  const updatedAt = reader.text('updatedAt');
  if (reader.flag('removed')) return { kind: 'removed', productId, updatedAt };
  const bytes = reader.bytes('vector');
  const dim = reader.count('dim');
  const vector = decodeFloat32(bytes, dim);
  if (vector === undefined) return reader.fail(`it has ${bytes.byteLength} bytes, expected ${dim} float32`);
  const modelVersion = reader.text('modelVersion');
  const stored = { productId, modelVersion, vector, revision: reader.text('revision') };
  if (item.fields === undefined) return { kind: 'written', stored, updatedAt };
  const fields = reader.object('fields');
  const wrong = Object.keys(fields).find((name) => !isFieldValue(fields[name]));
  if (wrong !== undefined) return reader.fail(`its field "${wrong}" has no value to filter by`);
  return { kind: 'written', stored: { ...stored, fields: fields as ProductFields }, updatedAt };
}

/** The changes of a version are spread over this many partitions of the index `changes`. */
const CHANGE_SHARDS = 16;

const FNV_OFFSET = 0x811c9dc5;
const FNV_PRIME = 0x01000193;

/** The partition of a product's changes under a version: `<modelVersion>#<shard>`. */
export function changeShardOf(productId: string, modelVersion: string): string {
  return shardName(modelVersion, fnv1a32(productId) % CHANGE_SHARDS);
}

/** All partitions of a version's changes. */
export function changeShardsOf(modelVersion: string): string[] {
  return Array.from({ length: CHANGE_SHARDS }, (_, shard) => shardName(modelVersion, shard));
}

function shardName(modelVersion: string, shard: number): string {
  return `${modelVersion}#${shard}`;
}

/** FNV-1a, 32 bits, over UTF-8 (draft-eastlake-fnv): stored records depend on it, so it must never change. */
function fnv1a32(text: string): number {
  let hash = FNV_OFFSET;
  for (const byte of Buffer.from(text)) hash = Math.imul(hash ^ byte, FNV_PRIME);
  return hash >>> 0;
}

const FLOAT32_BYTES = 4;

/** Float32, little-endian, whatever the machine. */
export function encodeFloat32(values: Float32Array): Uint8Array {
  const bytes = new Uint8Array(values.length * FLOAT32_BYTES);
  const view = new DataView(bytes.buffer);
  for (let index = 0; index < values.length; index++) view.setFloat32(index * FLOAT32_BYTES, values[index]!, true);
  return bytes;
}

/** @returns undefined when the bytes are not exactly `count` numbers. The bytes may begin anywhere in their buffer. */
export function decodeFloat32(bytes: Uint8Array, count: number): Float32Array | undefined {
  if (bytes.byteLength !== count * FLOAT32_BYTES) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Float32Array.from({ length: count }, (_, index) => view.getFloat32(index * FLOAT32_BYTES, true));
}
