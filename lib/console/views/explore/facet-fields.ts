import type { Product } from '../../../client/generated/schemas.ts';

/** A filter with more fields is not read any more; the API counts at most ten. */
const MAX_FIELDS = 6;
/** Numbers with more values than this in the sample are measures, not kinds. */
const MAX_KINDS = 12;
/** Longer values are texts, not kinds. */
const MAX_VALUE_LENGTH = 60;

/**
 * The fields whose values are worth counting, by how many products of a sample have them: brand, category, and attributes with a
 * few short values.
 */
export function chooseFacetFields(sample: readonly Product[]): string[] {
  const seen = new Map<string, { products: number; values: Set<unknown>; isKind: boolean }>();
  for (const [field, values] of sample.flatMap(fieldsOf)) {
    const known = seen.get(field) ?? { products: 0, values: new Set(), isKind: true };
    for (const value of values) known.values.add(value);
    const isKind = known.isKind && values.every(isShort) && (known.values.size <= MAX_KINDS || !values.some(isNumber));
    seen.set(field, { products: known.products + 1, values: known.values, isKind });
  }
  const useful = [...seen].filter(([, { isKind, values, products }]) => isKind && isRepeated(values.size, products));
  return useful
    .sort(([, a], [, b]) => b.products - a.products)
    .map(([field]) => field)
    .slice(0, MAX_FIELDS);
}

function fieldsOf(product: Product): [string, readonly unknown[]][] {
  const { brand, category, attributes = {} } = product;
  return [
    ...(brand === undefined ? [] : [['brand', [brand]] as [string, unknown[]]]),
    ...(category === undefined ? [] : [['category', [category].flat(2)] as [string, unknown[]]]),
    ...Object.entries(attributes).map(([name, value]): [string, readonly unknown[]] => [
      `attributes.${name}`,
      Array.isArray(value) ? value : [value],
    ]),
  ];
}

const isNumber = (value: unknown): boolean => typeof value === 'number';
const isShort = (value: unknown): boolean => String(value).length <= MAX_VALUE_LENGTH;

/** Values that no two products share, such as codes, divide nothing. */
function isRepeated(values: number, products: number): boolean {
  return products < 3 || values < products;
}

/** A field as people read it: `attributes.frame_size` is `Frame size`. */
export function nameOfField(field: string): string {
  const words = field
    .replace(/^(attributes|payload)\./, '')
    .replaceAll(/[_-]+/g, ' ')
    .trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
