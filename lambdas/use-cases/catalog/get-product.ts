import type { ModelPointers } from '../../ports/model-pointers.ts';
import type { ProductStore, StoredProduct } from '../../ports/product-store.ts';
import type { VectorStore } from '../../ports/vector-store.ts';
import { UseCaseError } from '../common/use-case-error.ts';

/** @throws UseCaseError `product-not-found` */
export async function getProduct({ products }: { products: ProductStore }, id: string): Promise<StoredProduct> {
  const stored = await products.get(id);
  if (stored === undefined) throw productNotFound(id);
  return stored;
}

/** The live version's vector of a product, or why its model cannot embed the product. */
type LiveEmbedding = { readonly modelVersion: string } & (
  | { readonly vector: Float32Array }
  | { readonly embedded: false; readonly detail: string }
);

/**
 * Reads the vector of a stored product under the live version, or why it has none.
 * @returns undefined if no version is live, or the product is not embedded yet
 */
export async function getLiveEmbedding(
  { vectors, pointers }: { vectors: VectorStore; pointers: ModelPointers },
  { product: { id }, revision }: StoredProduct,
): Promise<LiveEmbedding | undefined> {
  const live = await pointers.read('live');
  if (live === undefined) return undefined;
  const modelVersion = live.version;
  const found = await vectors.get(id, modelVersion);
  if (found) return { modelVersion, vector: found.vector };
  const detail = await readWhyNotEmbeddable(vectors, modelVersion, id, revision);
  return detail === undefined ? undefined : { modelVersion, embedded: false, detail };
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
