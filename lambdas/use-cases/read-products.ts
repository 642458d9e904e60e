import type { ProductStore, StoredProduct } from '../ports/product-store.ts';

const CONCURRENT_READS = 32;

/** The stored products among these ids, each read once, at most 32 at a time. */
export async function readProducts(
  products: Pick<ProductStore, 'get'>,
  ids: Iterable<string>,
): Promise<ReadonlyMap<string, StoredProduct>> {
  const found = new Map<string, StoredProduct>();
  const waiting = new Set(ids).values();
  const reader = async (): Promise<void> => {
    for (const id of waiting) {
      const stored = await products.get(id);
      if (stored) found.set(id, stored);
    }
  };
  await Promise.all(Array.from({ length: CONCURRENT_READS }, reader));
  return found;
}
