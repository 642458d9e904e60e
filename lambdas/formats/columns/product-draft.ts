import type { AttributeValue, Product } from '../../core/catalog/product.ts';
import { productLimits, productSchema } from '../schemas/product-schema.ts';
import type { DecimalMark } from '../values/currencies.ts';
import type { IgnoredFields } from '../values/ignored-fields.ts';
import {
  isUsableName,
  readAttribute,
  readCategory,
  readPrice,
  readText,
  readTextList,
  readVector,
} from '../values/plain-values.ts';
import { readProductId } from '../values/product-ids.ts';
import type { ColumnTarget } from './column-targets.ts';

type ProductParts = { -readonly [Name in keyof Product]?: Product[Name] };
/** The maps of a product whose names the shop chooses. */
type Group = (typeof groups)[number];
const groups = ['attributes', 'payload', 'vectors'] as const;

/** The keys of a product, in the order in which products are stored. */
// Object.keys gives the keys of the schema.
const productKeys = Object.keys(productSchema.shape);

/**
 * A product that is put together from the values of a record. A value that cannot be read is left out or cut, and added
 * to the ignored fields. A field that is filled keeps its value.
 */
export class ProductDraft {
  readonly #parts: ProductParts = {};
  /** The entries of each group. A group that the record has as a map is there even if it is empty. */
  readonly #groups: { [Name in Group]?: Record<string, AttributeValue | readonly number[]> } = {};
  readonly #sizes: Record<Group, number> = { attributes: 0, payload: 0, vectors: 0 };
  readonly #ignored: IgnoredFields;
  readonly #mark: DecimalMark | undefined;

  /** @param mark The decimal mark of prices such as `1.299`, if it is known. */
  constructor(ignored: IgnoredFields, mark?: DecimalMark) {
    this.#ignored = ignored;
    this.#mark = mark;
  }

  /** Puts a value where it belongs. Null is absent. The id is not a part of the draft. */
  set(target: ColumnTarget, value: unknown): void {
    if (value === null || value === undefined) return;
    if (target.kind === 'field') this.#setField(target.name, value);
    else if (target.kind === 'attributes' || target.kind === 'payload') this.#setEntry(target.kind, target.name, value);
  }

  /** Adds the entries of a map, such as `attributes` of a JSON record. */
  setGroup(group: Group, value: unknown): void {
    if (value === null || value === undefined) return;
    if (typeof value !== 'object' || Array.isArray(value)) this.#ignored.add(group, 'wrong-type', value);
    else {
      this.#groups[group] ??= {};
      for (const [name, entry] of Object.entries(value)) this.#setEntry(group, name, entry);
    }
  }

  /** Sets the names that are usable as ids. */
  setAliases(value: unknown): void {
    if (value === null || value === undefined) return;
    const given = readTextList(Array.isArray(value) ? value : [value], 'aliases', this.#ignored);
    const [usable, others] = [given.filter(isUsableId), given.filter((one) => !isUsableId(one))];
    if (others.length > 0) this.#ignored.add('aliases', 'bad-name', others[0]);
    if (usable.length > productLimits.aliases) this.#ignored.add('aliases', 'too-many', usable);
    if (usable.length > 0) this.#parts.aliases = usable.slice(0, productLimits.aliases);
  }

  setFeatures(value: unknown): void {
    const features = readVector(value, 'features', this.#ignored);
    if (features !== undefined) this.#parts.features = features;
  }

  /** The product under its id, with its keys in the order of the schema. */
  finish(id: string): Product {
    const parts: Readonly<Record<string, unknown>> = { ...this.#parts, ...this.#groups, id };
    const product: Record<string, unknown> = {};
    for (const key of productKeys) if (parts[key] !== undefined) product[key] = parts[key];
    // Each part was read as the type of its key.
    return product as unknown as Product;
  }

  #setField(name: Extract<ColumnTarget, { kind: 'field' }>['name'], value: unknown): void {
    const parts = this.#parts;
    if (parts[name] !== undefined) return;
    if (name === 'price') assign(parts, name, readPrice(value, name, this.#ignored, this.#mark));
    else if (name === 'category') assign(parts, name, readCategory(value, name, this.#ignored));
    else assign(parts, name, readText(value, name, this.#ignored, maxCharactersOf(name)));
  }

  #setEntry(group: Group, name: string, value: unknown): void {
    const field = `${group}.${name}`;
    if (value === null || value === undefined || !isUsableName(name, field, this.#ignored)) return;
    if (Object.hasOwn(this.#groups[group] ?? {}, name)) {
      this.#ignored.add(field, 'duplicate', value);
      return;
    }
    const read = group === 'vectors' ? readVector : readAttribute;
    const entry: AttributeValue | readonly number[] | undefined = read(value, field, this.#ignored);
    if (entry === undefined) return;
    this.#sizes[group] += 1;
    if (this.#sizes[group] > productLimits[group]) {
      this.#ignored.add(group, 'too-many', name);
      return;
    }
    this.#groups[group] ??= {};
    this.#groups[group][name] = entry;
  }
}

function isUsableId(text: string): boolean {
  return readProductId(text) !== undefined;
}

function maxCharactersOf(name: string): number {
  return name === 'description' ? productLimits.descriptionCharacters : productLimits.textCharacters;
}

function assign<Name extends keyof ProductParts>(
  parts: ProductParts,
  name: Name,
  value: ProductParts[Name] | undefined,
): void {
  if (value !== undefined) parts[name] = value;
}
