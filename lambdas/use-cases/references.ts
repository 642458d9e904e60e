import type { ProductReference } from '../core/catalog/training-row.ts';
import type { StepItem } from '../core/training/step-inputs.ts';
import type { ProductStore, StoredProduct } from '../ports/product-store.ts';
import { readProducts } from './read-products.ts';

/** Reads the products that are named by id, each once. */
export async function storedProductsOf(
  products: ProductStore,
  references: readonly ProductReference[],
): Promise<ReadonlyMap<string, StoredProduct>> {
  return readProducts(
    products,
    references.filter((reference) => typeof reference === 'string'),
  );
}

/** The id of a reference: a bare vector has none. */
export function idOf(reference: ProductReference): string | undefined {
  if (typeof reference === 'string') return reference;
  return isVector(reference) ? undefined : reference.id;
}

export function isVector(reference: ProductReference | StepItem): reference is readonly number[] {
  return Array.isArray(reference);
}
