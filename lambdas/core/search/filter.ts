import { type FieldValue, getField, type ProductFields } from './product-fields.ts';

/** The field equals one of these words. A number or a flag is compared by its text, a category by each of its steps. */
export interface OneOf {
  readonly field: string;
  /** At least one. */
  readonly anyOf: readonly string[];
}

/** The field is a number in a range. */
interface Between {
  readonly field: string;
  /** Inclusive (default no bound). */
  readonly min?: number | undefined;
  /** Inclusive (default no bound). */
  readonly max?: number | undefined;
}

export type Condition = OneOf | Between;

/** Conditions that must all hold. A product without a field meets no condition on it. */
export type Filter = readonly Condition[];

/** Whether a product with these fields meets a filter. */
export function meetsFilter(filter: Filter, fields: ProductFields | undefined): boolean {
  return filter.every((condition) => meetsCondition(condition, getField(fields, condition.field)));
}

/** Whether the value of a field meets a condition on it. */
export function meetsCondition(condition: Condition, value: FieldValue | undefined): boolean {
  if (value === undefined) return false;
  if ('anyOf' in condition) return condition.anyOf.some((text) => isText(value, text));
  const { min = -Infinity, max = Infinity } = condition;
  return typeof value === 'number' && value >= min && value <= max;
}

function isText(value: FieldValue, text: string): boolean {
  if (typeof value === 'string') return value === text;
  if (typeof value === 'number') return text.trim() !== '' && value === Number(text);
  return typeof value === 'boolean' ? String(value) === text : value.includes(text);
}
