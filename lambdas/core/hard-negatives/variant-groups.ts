import type { Product } from '../catalog/product.ts';
import { splitWords } from '../features/words.ts';

/**
 * Groups products that are variants of one product: they have equal titles, or the same value of the group attribute.
 * Titles are compared by their words, without case, punctuation and spaces. A product without a title word has no group
 * by it.
 */
export class VariantGroups {
  readonly #keys: readonly (readonly string[])[];
  readonly #members = new Map<string, number[]>();

  /** @param groupAttribute Name of an attribute that variants share; '' for none. */
  constructor(products: readonly Product[], groupAttribute = '') {
    this.#keys = products.map((product) => buildKeys(product, groupAttribute));
    this.#keys.forEach((keys, row) => {
      for (const key of keys) this.#members.set(key, [...(this.#members.get(key) ?? []), row]);
    });
  }

  /** The members of the product's groups, including the product; empty without a group. */
  findVariants(row: number): number[] {
    return this.#keys[row]!.flatMap((key) => this.#members.get(key)!);
  }
}

function buildKeys(product: Product, groupAttribute: string): string[] {
  const title = splitWords(product.title ?? '').join(' ');
  const group = groupAttribute === '' ? undefined : product.attributes?.[groupAttribute];
  return [
    ...(title === '' ? [] : [`title ${title}`]),
    ...(group === undefined ? [] : [`group ${JSON.stringify(group)}`]),
  ];
}
