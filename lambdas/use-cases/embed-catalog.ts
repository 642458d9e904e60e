import type { Clock } from '../ports/clock.ts';
import type { ModelPointers } from '../ports/model-registry.ts';
import type { ProductStore, StoredProduct } from '../ports/product-store.ts';
import type { VectorStore } from '../ports/vector-store.ts';
import { removeUnreadable, vectorsOf } from './embed-product.ts';
import { inGroups, inParallel } from './in-parallel.ts';
import type { LoadedModel } from './model-source.ts';

export interface EmbedCatalogPorts {
  readonly products: ProductStore;
  readonly vectors: VectorStore;
  readonly pointers: ModelPointers;
  readonly clock: Clock;
}

/** The catalog as far as it was embedded under a version. */
export interface EmbeddedCatalog {
  /** The revision that each product was embedded in, or found to be unreadable in. */
  readonly revisions: Map<string, string>;
  /** Ids of the products that the model cannot read. */
  readonly unreadable: Set<string>;
}

/** Products embedded and written together. */
const GROUP_PRODUCTS = 500;
const PARALLEL_REMOVALS = 32;

/** Nothing embedded yet. */
export function newEmbeddedCatalog(): EmbeddedCatalog {
  return { revisions: new Map(), unreadable: new Set() };
}

/** What a version holds already: a run before was cut off, or the version was live once. */
export async function readEmbeddedCatalog(vectors: VectorStore, modelVersion: string): Promise<EmbeddedCatalog> {
  const embedded = newEmbeddedCatalog();
  for await (const change of vectors.changes(modelVersion)) {
    if (change.kind === 'written') embedded.revisions.set(change.stored.productId, change.stored.revision);
  }
  return embedded;
}

/**
 * Brings a version's vectors up to the catalog as it is now: embeds every product that is not embedded in its present
 * revision, and takes out those that have left. Done again and again, it has less and less to do.
 * @param embedded What was done before; brought up to date.
 * @returns how many products it had to do something about.
 */
export async function embedCatalog(
  ports: EmbedCatalogPorts,
  loaded: LoadedModel,
  embedded: EmbeddedCatalog,
  onProgress: (embedded: number) => Promise<void>,
): Promise<number> {
  const seen = new Set<string>();
  let changes = 0;
  for await (const group of inGroups(ports.products.scan(), GROUP_PRODUCTS)) {
    for (const { product } of group) seen.add(product.id);
    const outdated = group.filter(({ product, revision }) => embedded.revisions.get(product.id) !== revision);
    if (outdated.length > 0) await embedGroup(ports, loaded, outdated, embedded);
    changes += outdated.length;
    await onProgress(seen.size);
  }
  return changes + (await removeLeavers(ports, loaded.version, embedded, seen));
}

/** Embeds some products of the catalog under a version, and writes them down. */
export async function embedGroup(
  { vectors, pointers, clock }: EmbedCatalogPorts,
  loaded: LoadedModel,
  group: readonly StoredProduct[],
  { revisions, unreadable }: EmbeddedCatalog,
): Promise<void> {
  const { vectors: rows, notEmbeddable } = vectorsOf(loaded, group);
  // Writing in bulk is for a version that nobody else writes to: one that is live, or announced as the next, gets new products too.
  const named = await Promise.all([pointers.read('live'), pointers.read('next')]);
  const onlyNewer = named.some((pointer) => pointer?.version === loaded.version);
  await vectors.putMany(rows, { updatedAt: clock.now().toISOString(), onlyNewer });
  await removeUnreadable(vectors, loaded.version, notEmbeddable, clock);
  for (const { product, revision } of group) {
    revisions.set(product.id, revision);
    unreadable.delete(product.id);
  }
  for (const { id } of notEmbeddable) unreadable.add(id);
}

/**
 * Takes out the products that are embedded but no longer in the catalog, by a removal of the embedded revision: one that came
 * back meanwhile has a newer one and stays.
 */
async function removeLeavers(
  { vectors, clock }: EmbedCatalogPorts,
  modelVersion: string,
  { revisions, unreadable }: EmbeddedCatalog,
  seen: ReadonlySet<string>,
): Promise<number> {
  const left = [...revisions].filter(([id]) => !seen.has(id));
  await inParallel(left, PARALLEL_REMOVALS, async ([id, revision]) => {
    await vectors.remove(id, modelVersion, { revision, updatedAt: clock.now().toISOString() });
    revisions.delete(id);
    unreadable.delete(id);
  });
  return left.length;
}
