import type { Product } from '../catalog/product.ts';

/** A search text as a product: a title with an empty id, which no product of a catalog has. */
export function createQueryProduct(text: string): Product {
  return { id: '', title: text };
}

/** Whether a product is a search text, as `createQueryProduct` makes it. */
export function isQuery({ id, title }: Product): boolean {
  return id === '' && title !== undefined;
}
