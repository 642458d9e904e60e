import { hasDirection } from '../../../core/numerics/normalize.ts';
import { foldText } from '../../../core/search/filter.ts';
import type { FieldValue } from '../../../core/search/product-fields.ts';
import { VECTOR_INDEX, type VectorIndexShape } from '../../../formats/table-layout.ts';
import type { StoredVector } from '../../../ports/vector-store.ts';
import type { Item } from '../item.ts';

/** Nine digits identify each float32 number. */
const FLOAT32_DIGITS = 9;

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
  if (vector.length !== shape.dimensions || !hasDirection(vector)) return {};
  const filters = shape.filterFields.flatMap((field) => {
    const text = filterText(fields[field]);
    return text === undefined ? [] : [[VECTOR_INDEX.filterAttribute(field), { S: text }] as const];
  });
  return {
    [VECTOR_INDEX.vectorAttribute(shape.dimensions)]: { L: numberList(vector) },
    ...Object.fromEntries(filters),
  };
}

/** The text of the filter of a list: the index compares whole texts, so it cannot find one of several words. */
export const LIST_MARK = '\u0001list';

/** A word, a flag or a list as the text of a filter. A number can be written in many ways, so the index does not filter by numbers. */
function filterText(value: FieldValue | undefined): string | undefined {
  if (typeof value === 'boolean') return String(value);
  if (typeof value === 'string') return value === '' ? undefined : foldText(value);
  return Array.isArray(value) ? LIST_MARK : undefined;
}
