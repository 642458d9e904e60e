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

/** Finds products by their aliases. An alias that two products have is the name of neither. */
export class AliasIndex {
  /** The id of the product, or undefined for several. */
  readonly #ids = new Map<string, string | undefined>();

  add(product: Product): void {
    for (const alias of listAliases(product)) {
      const known = this.#ids.has(alias) && this.#ids.get(alias) !== product.id;
      this.#ids.set(alias, known ? undefined : product.id);
    }
  }

  /** The id of the product with this alias. */
  find(alias: string): string | undefined {
    return this.#ids.get(alias);
  }
}
