import type { ModelPointers } from '../../ports/model-pointers.ts';
import type { ProductStore, StoredProduct } from '../../ports/product-store.ts';
import type { StoredVector, VectorStore } from '../../ports/vector-store.ts';
import { UseCaseError } from '../common/use-case-error.ts';

/** @throws UseCaseError `product-not-found` */
export async function getProduct({ products }: { products: ProductStore }, id: string): Promise<StoredProduct> {
  const stored = await products.get(id);
  if (stored === undefined) throw productNotFound(id);
  return stored;
}

/** Reads the product's vector under the live version, if any. */
export async function getLiveVector(
  { vectors, pointers }: { vectors: VectorStore; pointers: ModelPointers },
  id: string,
): Promise<StoredVector | undefined> {
  const live = await pointers.read('live');
  return live && (await vectors.get(id, live.version));
}

export function productNotFound(id: string): UseCaseError {
  return new UseCaseError('product-not-found', `there is no product ${id}`);
}
