import { listCategoryPaths, listPathPrefixes } from '../catalog/category-paths.ts';
import { fieldNamesOfKind, filterFieldNames, type Product } from '../catalog/product.ts';

/**
 * A value that filters compare with: a word, a number, a flag, or a list of words. `null` stands for a value that is
 * not compared, a link or a long text: filters only know that it exists.
 */
export type FieldValue = string | number | boolean | readonly string[] | null;

/** The values of a product's filter fields by name: `brand`, `category`, `price`, `attributes.NAME`, `payload.NAME`. */
export type ProductFields = Readonly<Record<string, FieldValue>>;

/** A longer word is a text, which is not compared. */
const MAX_CHARACTERS = 200;
/** The maps of a product, whose entries are fields under these names with a dot. */
export const FIELD_MAPS = ['attributes', 'payload'] as const;
/** Links are not compared either: each product has its own, and all of them would be held in memory. */
const LINK = /^https?:\/\//i;

const filterNames = new Set<string>(filterFieldNames);
/** The fields whose values are category paths. */
export const categoryFieldNames: ReadonlySet<string> = new Set(fieldNamesOfKind('category'));

/** Whether a name is that of a filter field. */
export function isFieldName(name: string): boolean {
  return filterNames.has(name) || FIELD_MAPS.some((map) => name.startsWith(`${map}.`) && name.length > map.length + 1);
}

/**
 * The values of a product's filter fields. A category becomes the list of all steps of its paths and of all their
 * prefixes (`Home > Lamps`), in one order. Words have at most 200 characters. Empty words are left out.
 */
export function readFilterFields(product: Product): ProductFields {
  const given: (readonly [string, FieldValue | undefined])[] = [
    ...filterFieldNames.map(
      (name) => [name, categoryFieldNames.has(name) ? listSteps(product.category) : readValue(product[name])] as const,
    ),
    ...FIELD_MAPS.flatMap((map) =>
      Object.entries(product[map] ?? {}).map(([name, value]) => [`${map}.${name}`, readValue(value)] as const),
    ),
  ];
  return Object.fromEntries(given.filter((one): one is [string, FieldValue] => one[1] !== undefined));
}

/** The value of a field, or undefined. Names such as `constructor` are no fields unless the product has them. */
export function getField(fields: ProductFields | undefined, name: string): FieldValue | undefined {
  return fields && Object.hasOwn(fields, name) ? fields[name] : undefined;
}

/** Whether a stored value is of a type that a field can have. */
export function isFieldValue(value: unknown): value is FieldValue {
  if (Array.isArray(value)) return value.every((word) => typeof word === 'string');
  if (typeof value === 'number') return Number.isFinite(value);
  return typeof value === 'string' || typeof value === 'boolean' || value === null;
}

/** Every step and every prefix of every path, sorted, so that the order of the paths does not matter. */
function listSteps(category: Product['category']): string[] | undefined {
  const paths = listCategoryPaths(category);
  const steps = [...new Set([...paths.flat(), ...listPathPrefixes(paths)])].sort();
  return steps.length > 0 ? steps : undefined;
}

function readValue(value: unknown): FieldValue | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
  if (typeof value === 'boolean') return value;
  const texts = [value].flat().filter((one): one is string => typeof one === 'string' && one !== '');
  if (texts.length === 0) return undefined;
  const words = texts.filter((text) => text.length <= MAX_CHARACTERS && !LINK.test(text));
  if (words.length === 0) return null;
  return typeof value === 'string' ? value : words;
}
