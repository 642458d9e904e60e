import type { Occurrences } from '../../catalog/training-row.ts';

/** The distinct products of a fact, ascending, and how much it counts. */
export interface Evidence {
  readonly items: Int32Array;
  readonly weight: number;
}

/** Reads facts as sets of products of the catalog. Facts without weight or without two products are left out. */
export function readEvidence(products: number, { pairs, groups }: Occurrences): Evidence[] {
  const read = (items: Int32Array, weight = 1): Evidence => {
    const distinct = new Set(items.filter((item) => item < products));
    return { items: Int32Array.from(distinct).sort(), weight };
  };
  return [
    ...pairs.map(({ anchor, positive, weight }) => read(Int32Array.of(anchor, positive), weight)),
    ...groups.map(({ items, weight }) => read(items, weight)),
  ].filter(({ items, weight }) => weight > 0 && items.length > 1);
}

/**
 * Finds the parts of a catalog that facts connect, directly or through other products.
 * @returns the products of each part, ascending; products without a fact are in none
 */
export function connectProducts(products: number, evidence: readonly Evidence[]): Int32Array[] {
  const leader = Int32Array.from({ length: products }, (_, product) => product);
  const find = (product: number): number => {
    let at = product;
    while (leader[at] !== at) {
      leader[at] = leader[leader[at]!]!;
      at = leader[at]!;
    }
    return at;
  };
  const seen = new Uint8Array(products);
  for (const { items } of evidence)
    for (const item of items) {
      seen[item] = 1;
      leader[find(item)] = find(items[0]!);
    }
  const parts = new Map<number, number[]>();
  for (let product = 0; product < products; product++) {
    if (seen[product] === 0) continue;
    const part = parts.get(find(product));
    if (part === undefined) parts.set(find(product), [product]);
    else part.push(product);
  }
  return [...parts.values()].map((part) => Int32Array.from(part));
}
