import type { AttributeValue, Product } from '../catalog/product.ts';

/** The names of what two products have in common, sorted: `brand`, `category`, `price`, and the attributes' own names. */
export function findSharedAttributes(a: Product, b: Product): string[] {
  const own = (['brand', 'category', 'price'] as const).filter((name) => isShared(a[name], b[name]));
  const names = Object.keys(a.attributes ?? {});
  return [...own, ...names.filter((name) => isShared(a.attributes?.[name], b.attributes?.[name]))].sort();
}

/** Equal values; of lists one value in both. */
function isShared(a: AttributeValue | undefined, b: AttributeValue | undefined): boolean {
  if (a === undefined || b === undefined) return false;
  const values = new Set([b].flat());
  return [a].flat().some((value) => values.has(value));
}
