import type { ProductReference } from '../../core/catalog/training-row.ts';
import type { StepItem } from '../../core/training/online/step-inputs.ts';
import type { ProductStore, StoredProduct } from '../../ports/product-store.ts';
import { mapConcurrently } from '../../shared/concurrency.ts';

/** Products, or vectors of products, that one task reads at the same time. */
export const CONCURRENT_READS = 32;

/** Reads the products of these ids that are stored, by id. Each is read once. */
export async function readProducts(
  products: Pick<ProductStore, 'get'>,
  ids: Iterable<string>,
): Promise<ReadonlyMap<string, StoredProduct>> {
  const found = new Map<string, StoredProduct>();
  await mapConcurrently(new Set(ids), CONCURRENT_READS, async (id) => {
    const stored = await products.get(id);
    if (stored) found.set(id, stored);
  });
  return found;
}

/** Reads the stored products of those references that are ids. */
export async function readReferencedProducts(
  products: ProductStore,
  references: readonly ProductReference[],
): Promise<ReadonlyMap<string, StoredProduct>> {
  return readProducts(
    products,
    references.filter((reference) => typeof reference === 'string'),
  );
}

/** The id of a reference; undefined for a bare vector. */
export function idOf(reference: ProductReference): string | undefined {
  if (typeof reference === 'string') return reference;
  return isVector(reference) ? undefined : reference.id;
}

export function isVector(reference: ProductReference | StepItem): reference is readonly number[] {
  return Array.isArray(reference);
}
