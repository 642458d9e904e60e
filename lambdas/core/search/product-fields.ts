import { listCategoryPaths, listPathPrefixes } from '../catalog/category-paths.ts';
import { fieldNamesOfKind, filterFieldNames, type Product } from '../catalog/product.ts';

/** A value that filters compare with: a word, a number, a flag, or the steps and prefixes of category paths. */
export type FieldValue = string | number | boolean | readonly string[];

/** The values of a product's filter fields by name: `brand`, `category`, `price`, `attributes.NAME`, `payload.NAME`. */
export type ProductFields = Readonly<Record<string, FieldValue>>;

/** A longer value is a text, and filters do not use it. */
const MAX_CHARACTERS = 200;
/** The maps of a product, whose entries are fields under these names with a dot. */
const MAPS = ['attributes', 'payload'] as const;

const filterNames = new Set<string>(filterFieldNames);
const categoryNames = new Set<string>(fieldNamesOfKind('category'));

/** Whether a name is that of a filter field. */
export function isFieldName(name: string): boolean {
  return filterNames.has(name) || MAPS.some((map) => name.startsWith(`${map}.`) && name.length > map.length + 1);
}

/**
 * The values of a product's filter fields. A category becomes the list of all steps and prefixes of its paths, in one
 * order. Of attributes and payload these are words of at most 200 characters, numbers and flags.
 */
export function readFilterFields(product: Product): ProductFields {
  const given: (readonly [string, unknown])[] = [
    ...filterFieldNames.map(
      (name) => [name, categoryNames.has(name) ? listSteps(product.category) : product[name]] as const,
    ),
    ...MAPS.flatMap((map) =>
      Object.entries(product[map] ?? {}).map(([name, value]) => [`${map}.${name}`, value] as const),
    ),
  ];
  return Object.fromEntries(given.filter(([name, value]) => isFieldOf(name, value))) as ProductFields;
}

/** The value of a field, or undefined. Names such as `constructor` are no fields unless the product has them. */
export function getField(fields: ProductFields | undefined, name: string): FieldValue | undefined {
  return fields && Object.hasOwn(fields, name) ? fields[name] : undefined;
}

/** Whether a stored value is of a type that a field can have. */
export function isFieldValue(value: unknown): value is FieldValue {
  if (Array.isArray(value)) return value.every((step) => typeof step === 'string');
  return (
    typeof value === 'string' || typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value))
  );
}

/** Every step and every prefix of every path, sorted, so that the order of the paths does not matter. */
function listSteps(category: Product['category']): string[] {
  const paths = listCategoryPaths(category);
  return [...new Set([...paths.flat(), ...listPathPrefixes(paths)])].sort();
}

function isFieldOf(name: string, value: unknown): boolean {
  if (Array.isArray(value)) return categoryNames.has(name) && value.length > 0;
  return isFieldValue(value) && (typeof value !== 'string' || value.length <= MAX_CHARACTERS);
}
