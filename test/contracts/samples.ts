import type { StoredProduct } from '../../lambdas/ports/product-store.ts';
import type { StoredVector } from '../../lambdas/ports/vector-store.ts';

/** RFC 3339 of a second of one fixed minute. */
export function secondOf(second: number): string {
  return `2026-01-01T00:00:${String(second).padStart(2, '0')}.000Z`;
}

/** A revision of the shape that requests give; a greater step is newer. */
export function revision(step: number): string {
  return `${secondOf(step)}#`;
}

/** A product whose title tells the step of its writing. */
export function storedProduct(id: string, step: number): StoredProduct {
  return { product: { id, title: `step ${step}` }, revision: revision(step), updatedAt: secondOf(step) };
}

export function removal(step: number): { revision: string; updatedAt: string } {
  return { revision: revision(step), updatedAt: secondOf(step) };
}

/** A vector whose numbers tell the step of the product that was embedded. */
export function storedVector(productId: string, step: number, modelVersion = 'm-1'): StoredVector {
  return { productId, modelVersion, vector: Float32Array.of(step, -0.5, 1e-30), revision: revision(step) };
}

export async function collect<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const collected: Item[] = [];
  for await (const item of items) collected.push(item);
  return collected;
}

/** Sorted by the text of a field, for comparing what comes in no particular order. */
export function sortedBy<Item>(items: readonly Item[], fieldOf: (item: Item) => string): Item[] {
  return [...items].sort((a, b) => (fieldOf(a) < fieldOf(b) ? -1 : 1));
}
