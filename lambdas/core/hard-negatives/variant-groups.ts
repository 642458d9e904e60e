import type { Product } from '../catalog/product.ts';
import { words } from '../features/words.ts';

/**
 * Products that are one product in truth: with equal titles (words alone: case, marks and spaces do not count) or, where a
 * `groupAttribute` is named, with its equal value. A product without words in its title is alike to none by it.
 */
export class VariantGroups {
  readonly #keys: readonly (readonly string[])[];
  readonly #members = new Map<string, number[]>();

  constructor(products: readonly Product[], groupAttribute = '') {
    this.#keys = products.map((product) => keysOf(product, groupAttribute));
    this.#keys.forEach((keys, row) => {
      for (const key of keys) this.#members.set(key, [...(this.#members.get(key) ?? []), row]);
    });
  }

  /** The variants of a product, itself among them when it is in a group. */
  findVariants(row: number): number[] {
    return this.#keys[row]!.flatMap((key) => this.#members.get(key)!);
  }
}

function keysOf(product: Product, groupAttribute: string): string[] {
  const title = words(product.title ?? '').join(' ');
  const group = groupAttribute === '' ? undefined : product.attributes?.[groupAttribute];
  return [
    ...(title === '' ? [] : [`title ${title}`]),
    ...(group === undefined ? [] : [`group ${JSON.stringify(group)}`]),
  ];
}
