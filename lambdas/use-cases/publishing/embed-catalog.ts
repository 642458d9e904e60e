import type { Clock } from '../../ports/clock.ts';
import type { ModelPointers } from '../../ports/model-registry.ts';
import type { ProductStore, StoredProduct } from '../../ports/product-store.ts';
import type { VectorStore } from '../../ports/vector-store.ts';
import { removeUnreadable, vectorsOf } from '../embedding/embed-stored-products.ts';
import type { LoadedModel } from '../models/model-source.ts';

export interface EmbedCatalogPorts {
  readonly products: ProductStore;
  readonly vectors: VectorStore;
  readonly pointers: ModelPointers;
  readonly clock: Clock;
}

/** Products embedded and written together. */
export const GROUP_PRODUCTS = 500;

/**
 * Embeds some products of the catalog under a version, and writes them down.
 * @returns ids of those that the model cannot read: the version holds nothing of them.
 */
export async function embedProductGroup(
  { vectors, pointers, clock }: EmbedCatalogPorts,
  loaded: LoadedModel,
  group: readonly StoredProduct[],
): Promise<ReadonlySet<string>> {
  const { vectors: rows, notEmbeddable } = vectorsOf(loaded, group);
  // Writing in bulk is for a version that nobody else writes to: one that is live, or announced as the next, gets new products too.
  const named = await Promise.all([pointers.read('live'), pointers.read('next')]);
  const onlyNewer = named.some((pointer) => pointer?.version === loaded.version);
  await vectors.putMany(rows, { updatedAt: clock.now().toISOString(), onlyNewer });
  await removeUnreadable(vectors, loaded.version, notEmbeddable, clock);
  return new Set(notEmbeddable.map(({ id }) => id));
}
