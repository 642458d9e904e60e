import type { StoredVector } from '../../../ports/vector-store.ts';
import type { Item } from '../item.ts';

/** A vector index of DynamoDB over the table `Products`, as the stack declares it. */
export interface VectorIndexShape {
  readonly name: string;
  /** Numbers in a vector, 1 to 4,096. */
  readonly dimensions: number;
  /** Fields that are inline filters of the index: `brand`, `attributes.NAME`. */
  readonly filterFields: readonly string[];
}

/** Partitions the index: each version is searched as if it had an index of its own. An item without it is not indexed. */
export const PARTITION_ATTRIBUTE = 'modelVersion';

/** Float32 has no more: nine digits name each of its numbers. */
const FLOAT32_DIGITS = 9;

/** The attribute that the index reads. Its name holds the dimension: DynamoDB refuses an item whose list has another length. */
export function vectorAttribute(dimensions: number): string {
  return `numbers${dimensions}`;
}

/** The attribute of an inline filter. */
export function filterAttribute(field: string): string {
  return `filter.${field}`;
}

/** A vector as DynamoDB's vector index wants it. */
export function numberList(vector: Float32Array): { N: string }[] {
  return Array.from(vector, (x) => ({ N: String(Number(x.toPrecision(FLOAT32_DIGITS))) }));
}

/**
 * What an item needs to be in the index, besides the attribute that partitions it: the vector as a list of numbers, and the
 * fields that can be filtered by. Nothing for a vector of another length, which another index is for, for one that is all zero,
 * which has no angle to anything, and for one that is not finite, which would spoil the write.
 */
export function indexAttributes(shape: VectorIndexShape, { vector, fields = {} }: StoredVector): Item {
  const hasDirection = vector.some((x) => x !== 0) && vector.every(Number.isFinite);
  if (vector.length !== shape.dimensions || !hasDirection) return {};
  const filters = shape.filterFields.flatMap((field) => {
    const text = filterText(fields[field]);
    return text === undefined ? [] : [[filterAttribute(field), { S: text }] as const];
  });
  return { [vectorAttribute(shape.dimensions)]: { L: numberList(vector) }, ...Object.fromEntries(filters) };
}

/** A value as the text that a filter names: words and flags. A number has many texts, so it is not filtered by here. */
function filterText(value: unknown): string | undefined {
  if (typeof value === 'boolean') return String(value);
  return typeof value === 'string' && value !== '' ? value : undefined;
}
