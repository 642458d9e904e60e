import type { ModelPointers } from '../../ports/model-pointers.ts';
import type { ProductStore, StoredProduct } from '../../ports/product-store.ts';
import type { VectorStore } from '../../ports/vector-store.ts';
import { mapConcurrently } from '../../shared/concurrency.ts';
import { UseCaseError } from '../common/use-case-error.ts';
import { CONCURRENT_READS } from './read-products.ts';

/** @throws UseCaseError `product-not-found` */
export async function getProduct({ products }: { products: ProductStore }, id: string): Promise<StoredProduct> {
  const stored = await products.get(id);
  if (stored === undefined) throw productNotFound(id);
  return stored;
}

/** The live version's vector of a product, or why its model cannot embed the product. */
export type LiveEmbedding = { readonly modelVersion: string } & (
  | { readonly vector: Float32Array }
  | { readonly embedded: false; readonly detail: string }
);

/**
 * The embeddings of stored products under the live version, or why they have none, in the same order: undefined
 * if no version is live, or the product is not embedded yet.
 */
export async function getLiveEmbeddings(
  { vectors, pointers }: { vectors: VectorStore; pointers: ModelPointers },
  stored: readonly StoredProduct[],
): Promise<(LiveEmbedding | undefined)[]> {
  const modelVersion = (await pointers.read('live'))?.version;
  if (modelVersion === undefined) return stored.map(() => undefined);
  const ids = stored.map(({ product }) => product.id);
  const found = await vectors.getMany(ids, modelVersion);
  return mapConcurrently(stored, CONCURRENT_READS, async ({ product: { id }, revision }) => {
    const vector = found.get(id)?.vector;
    if (vector) return { modelVersion, vector };
    const detail = await readWhyNotEmbeddable(vectors, modelVersion, id, revision);
    return detail === undefined ? undefined : { modelVersion, embedded: false, detail };
  });
}

/** Why the model cannot embed this revision of a product; undefined while it was not embedded yet. */
export async function readWhyNotEmbeddable(
  vectors: Pick<VectorStore, 'whyNotEmbeddable'>,
  modelVersion: string,
  id: string,
  revision: string,
): Promise<string | undefined> {
  const mark = await vectors.whyNotEmbeddable(id, modelVersion);
  return mark && mark.revision >= revision ? mark.detail : undefined;
}

export function productNotFound(id: string): UseCaseError {
  return new UseCaseError('product-not-found', `there is no product ${id}`);
}
