import { foldName } from './payload-names.ts';
import type { Product } from './product.ts';

/** Attributes and entries of the payload by which orders name products, as `foldName` writes them. */
const ALIAS_NAMES = new Set([
  ...['sku', 'skus', 'productsku', 'variantsku', 'gtin', 'gtins', 'ean', 'ean13', 'upc', 'isbn', 'barcode', 'handle'],
  ...['productcode', 'itemcode', 'articlenumber', 'itemnumber', 'productnumber', 'artikelnummer', 'artikelnr'],
]);

/** The names other than its id by which orders and training data may mean a product. */
export function listAliases({ aliases = [], attributes, payload }: Product): string[] {
  const named = [...Object.entries(attributes ?? {}), ...Object.entries(payload ?? {})].filter(([name]) =>
    ALIAS_NAMES.has(foldName(name)),
  );
  const values = named.flatMap(([, value]) => (typeof value === 'object' ? value : [String(value)]));
  return [...aliases, ...values].filter((alias) => alias !== '');
}

/** Finds what belongs to a product by its names. A name that several products have is the name of none. */
export class NameIndex<Value> {
  readonly #values = new Map<string, Value | undefined>();

  add(name: string, value: Value): void {
    this.#values.set(name, this.#values.has(name) && this.#values.get(name) !== value ? undefined : value);
  }

  find(name: string): Value | undefined {
    return this.#values.get(name);
  }
}
