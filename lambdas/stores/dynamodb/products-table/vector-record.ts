import { isFieldValue, type ProductFields } from '../../../core/search/product-fields.ts';
import { EXPIRY_ATTRIBUTE, PRODUCTS_TABLE, VECTOR_INDEX } from '../../../formats/table-layout.ts';
import type { WriteStamp } from '../../../ports/product-store.ts';
import type { StoredVector, VectorChange, VectorRemoval } from '../../../ports/vector-store.ts';
import { readVectorChange } from '../../shared/vector-change.ts';
import { type Item, ItemReader } from '../item.ts';
import { tombstoneExpiry } from '../tombstone.ts';
import { changeShardOf } from './change-shards.ts';
import { productIdOf, vectorKey } from './product-keys.ts';

const { changes } = PRODUCTS_TABLE;

/** The attributes that `readVectorItem` and `isCurrent` read. */
export const VECTOR_ATTRIBUTES = [
  PRODUCTS_TABLE.partitionKey,
  VECTOR_INDEX.partitionKey,
  'revision',
  changes.sortKey,
  'vector',
  'dim',
  'fields',
  'removed',
  'notEmbeddable',
  EXPIRY_ATTRIBUTE,
];

/** The attributes to read of a vector: all but the list of numbers for a vector index, which is many times as large. */
export const vectorProjection = {
  ProjectionExpression: VECTOR_ATTRIBUTES.map((name) => `#${name}`).join(),
  ExpressionAttributeNames: Object.fromEntries(VECTOR_ATTRIBUTES.map((name) => [`#${name}`, name])),
};

/** A vector as an item. */
export function vectorItem(stored: StoredVector, updatedAt: string): Item {
  const { productId, modelVersion, vector, revision, fields } = stored;
  return {
    ...changeItem(productId, modelVersion, { revision, updatedAt }),
    vector: { B: encodeFloat32(vector) },
    dim: { N: String(vector.length) },
    ...(fields && { fields: { S: JSON.stringify(fields) } }),
  };
}

/** The tombstone of a product under a version; or the mark that it is not embeddable, which lasts as long as the version. */
export function removedVectorItem(
  productId: string,
  modelVersion: string,
  { notEmbeddable, ...at }: VectorRemoval,
): Item {
  return {
    ...changeItem(productId, modelVersion, at),
    removed: { BOOL: true },
    ...(notEmbeddable === undefined ? tombstoneExpiry(at.updatedAt) : { notEmbeddable: { S: notEmbeddable } }),
  };
}

function changeItem(productId: string, modelVersion: string, at: WriteStamp): Item {
  return {
    ...vectorKey(productId, modelVersion),
    [VECTOR_INDEX.partitionKey]: { S: modelVersion },
    revision: { S: at.revision },
    [changes.sortKey]: { S: at.updatedAt },
    [changes.partitionKey]: { S: changeShardOf(productId, modelVersion) },
  };
}

/**
 * Whether an item has no expiry, or is a tombstone. A vector or a mark with an expiry counts as deleted before DynamoDB
 * deletes it.
 */
export function isCurrent(item: Item): boolean {
  return item[EXPIRY_ATTRIBUTE] === undefined || (item.removed?.BOOL === true && item.notEmbeddable === undefined);
}

/** @throws StoreError `corrupt-record`, also when the vector does not have `dim` numbers */
export function readVectorItem(item: Item): VectorChange {
  const productId = productIdOf(item);
  const reader = new ItemReader(item, `the vector of product "${productId}"`);
  const updatedAt = reader.text(changes.sortKey);
  if (reader.flag('removed')) {
    const detail = reader.optionalText('notEmbeddable');
    const notEmbeddable = detail === undefined ? undefined : { revision: reader.text('revision'), detail };
    return { kind: 'removed', productId, updatedAt, ...(notEmbeddable && { notEmbeddable }) };
  }
  const bytes = reader.bytes('vector');
  const dim = reader.count('dim');
  const vector = decodeFloat32(bytes, dim);
  if (vector === undefined) return reader.fail(`it has ${bytes.byteLength} bytes, expected ${dim} float32`);
  const modelVersion = reader.text(VECTOR_INDEX.partitionKey);
  const stored = { productId, modelVersion, vector, revision: reader.text('revision') };
  if (item.fields === undefined) return readVectorChange(stored, updatedAt);
  const fields = reader.object('fields');
  const wrong = Object.keys(fields).find((name) => !isFieldValue(fields[name]));
  if (wrong !== undefined) return reader.fail(`the value of its field "${wrong}" cannot be filtered by`);
  return readVectorChange({ ...stored, fields: fields as ProductFields }, updatedAt);
}

const FLOAT32_BYTES = 4;

/** Float32 numbers as little-endian bytes, on every machine. */
export function encodeFloat32(values: Float32Array): Uint8Array {
  const bytes = new Uint8Array(values.length * FLOAT32_BYTES);
  const view = new DataView(bytes.buffer);
  for (let index = 0; index < values.length; index++) view.setFloat32(index * FLOAT32_BYTES, values[index]!, true);
  return bytes;
}

/** @returns undefined when the bytes are not exactly `count` numbers. The bytes may start anywhere in their buffer. */
export function decodeFloat32(bytes: Uint8Array, count: number): Float32Array | undefined {
  if (bytes.byteLength !== count * FLOAT32_BYTES) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Float32Array.from({ length: count }, (_, index) => view.getFloat32(index * FLOAT32_BYTES, true));
}
