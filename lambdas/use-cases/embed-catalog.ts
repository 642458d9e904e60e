import type { Clock } from '../ports/clock.ts';
import type { ProductStore, StoredProduct } from '../ports/product-store.ts';
import type { VectorStore } from '../ports/vector-store.ts';
import { removeUnreadable, vectorsOf } from './embed-product.ts';
import { inGroups } from './in-parallel.ts';
import type { LoadedModel } from './model-source.ts';

export interface EmbedCatalogPorts {
  readonly products: ProductStore;
  readonly vectors: VectorStore;
  readonly clock: Clock;
}

/** The catalog as it was embedded under a version: the revision of each product. */
export type EmbeddedRevisions = Map<string, string>;

/** Products embedded and written together. */
const GROUP_PRODUCTS = 500;

/**
 * Brings a version's vectors up to the catalog as it is now: embeds every product that is not embedded in its present
 * revision, and takes out those that have left. Done again and again, it has less and less to do.
 * @param embedded What was done before; brought up to date.
 * @param inBulk For a version that nobody serves yet and nobody else writes to.
 * @returns how many products the model cannot read.
 */
export async function embedCatalog(
  ports: EmbedCatalogPorts,
  loaded: LoadedModel,
  embedded: EmbeddedRevisions,
  inBulk: boolean,
  onProgress: (embedded: number) => Promise<void> = async () => {},
): Promise<number> {
  const seen = new Set<string>();
  let notEmbeddable = 0;
  for await (const group of inGroups(ports.products.scan(), GROUP_PRODUCTS)) {
    for (const { product } of group) seen.add(product.id);
    const outdated = group.filter(({ product, revision }) => embedded.get(product.id) !== revision);
    if (outdated.length === 0) continue;
    notEmbeddable += await embedGroup(ports, loaded, outdated, inBulk);
    for (const { product, revision } of outdated) embedded.set(product.id, revision);
    await onProgress(embedded.size);
  }
  const left = [...embedded].filter(([id]) => !seen.has(id));
  for (const [id, revision] of left) {
    await ports.vectors.remove(id, loaded.version, { revision, updatedAt: ports.clock.now().toISOString() });
    embedded.delete(id);
  }
  return notEmbeddable;
}

async function embedGroup(
  { vectors, clock }: EmbedCatalogPorts,
  loaded: LoadedModel,
  group: readonly StoredProduct[],
  inBulk: boolean,
): Promise<number> {
  const { vectors: rows, notEmbeddable } = vectorsOf(loaded, group);
  await vectors.putMany(rows, { updatedAt: clock.now().toISOString(), onlyNewer: !inBulk });
  await removeUnreadable(vectors, loaded.version, notEmbeddable, clock);
  return notEmbeddable.length;
}
