import type { StoredVector } from '../../../ports/vector-store.ts';
import type { Item } from '../item.ts';

/** The vector index of DynamoDB over the table `Products`, as the stack declares it. */
export interface VectorIndexShape {
  readonly name: string;
  /** Numbers in a vector, 1 to 4,096. */
  readonly dimensions: number;
  /** Fields that are inline filters of the index: `brand`, `attributes.NAME`. */
  readonly filterFields: readonly string[];
}

/** Partitions the index: each version is searched like an index of its own. An item without this attribute is not indexed. */
export const PARTITION_ATTRIBUTE = 'modelVersion';

/** Nine digits identify each float32 number. */
const FLOAT32_DIGITS = 9;

/** The attribute that the index reads. Its name holds the dimension, because DynamoDB refuses items with a list of another length. */
export function vectorAttribute(dimensions: number): string {
  return `numbers${dimensions}`;
}

/** The attribute of an inline filter. */
export function filterAttribute(field: string): string {
  return `filter.${field}`;
}

/** A vector in the form that the vector index reads: a list of numbers. */
export function numberList(vector: Float32Array): { N: string }[] {
  return Array.from(vector, (x) => ({ N: String(Number(x.toPrecision(FLOAT32_DIGITS))) }));
}

/**
 * The attributes that put an item into the index, besides the one that partitions it: the vector as a list of numbers, and the
 * fields to filter by. Empty for a vector that the index cannot hold: one of another length, one that is all zero (it has no
 * angle), and one with a number that is not finite (DynamoDB refuses it).
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

/** A word or flag as the text of a filter. A number can be written in many ways, so the index does not filter by numbers. */
function filterText(value: unknown): string | undefined {
  if (typeof value === 'boolean') return String(value);
  return typeof value === 'string' && value !== '' ? value : undefined;
}
