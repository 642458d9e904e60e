import type { Product } from '../catalog/product.ts';

/** What a filter can ask for: a word, a number, a flag, or the steps of a category. */
export type FieldValue = string | number | boolean | readonly string[];

/** The filterable fields of a product by name: `brand`, `category`, `price`, `attributes.NAME`. */
export type ProductFields = Readonly<Record<string, FieldValue>>;

/** Longer words are text, not something to filter by. */
const MAX_CHARACTERS = 200;
const ATTRIBUTE_PREFIX = 'attributes.';

/** Whether there can be a field of this name. */
export function isFieldName(name: string): boolean {
  const isAttribute = name.startsWith(ATTRIBUTE_PREFIX) && name.length > ATTRIBUTE_PREFIX.length;
  return isAttribute || name === 'brand' || name === 'category' || name === 'price';
}

/** The fields of a product; of the attributes those that are one word of at most 200 characters, a number or a flag. */
export function fieldsOf({ brand, category, price, attributes = {} }: Product): ProductFields {
  const given: (readonly [string, unknown])[] = [
    ['brand', brand],
    ['category', typeof category === 'string' ? [category] : category],
    ['price', price],
    ...Object.entries(attributes).map(([name, value]) => [`${ATTRIBUTE_PREFIX}${name}`, value] as const),
  ];
  return Object.fromEntries(given.filter(([name, value]) => isFieldOf(name, value))) as ProductFields;
}

/** A product's own value of a field, whatever the field is called. */
export function fieldOf(fields: ProductFields | undefined, name: string): FieldValue | undefined {
  return fields && Object.hasOwn(fields, name) ? fields[name] : undefined;
}

/** Whether a stored value can be a field's. */
export function isFieldValue(value: unknown): value is FieldValue {
  if (Array.isArray(value)) return value.every((step) => typeof step === 'string');
  return (
    typeof value === 'string' || typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value))
  );
}

function isFieldOf(name: string, value: unknown): boolean {
  if (Array.isArray(value)) return name === 'category' && value.length > 0;
  return isFieldValue(value) && (typeof value !== 'string' || value.length <= MAX_CHARACTERS);
}
