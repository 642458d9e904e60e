import { ModelInputError } from '../../core/features/feature-error.ts';
import { embedEach } from '../../core/model/embed-each.ts';
import { readFilterFields } from '../../core/search/product-fields.ts';
import type { Clock } from '../../ports/clock.ts';
import type { StoredProduct } from '../../ports/product-store.ts';
import type { StoredVector, VectorStore } from '../../ports/vector-store.ts';
import { mapConcurrently } from '../../shared/concurrency.ts';
import { CONCURRENT_READS } from '../catalog/read-products.ts';
import type { LoadedModel } from '../models/model-cache.ts';
import { findKeptVectors, type ReplacedProducts } from './kept-vectors.ts';

export interface EmbedStoredPorts {
  /** The models that `live` and `next` name now. */
  readonly models: { liveNow(): Promise<LoadedModel | undefined>; nextNow(): Promise<LoadedModel | undefined> };
  readonly vectors: VectorStore;
  readonly clock: Clock;
}

/** Marks written at the same time. */
const CONCURRENT_WRITES = 16;

/** A product that the model cannot embed, and why. */
export interface NotEmbeddable {
  readonly id: string;
  readonly revision: string;
  readonly detail: string;
}

/** The version under which a product was embedded, or why it was not embedded. */
export interface EmbeddingOutcome {
  readonly modelVersion: string;
  readonly embedded: boolean;
  /** Present if the change did not concern the model, so that the vector stayed the same. */
  readonly kept?: true;
  readonly detail?: string;
}

/**
 * Embeds one stored product, as `embedStoredProducts` does.
 * @param replaced The product that the write replaced (default: unknown).
 * @returns null if there is no live model: the publication of the first version embeds the product.
 */
export async function embedStoredProduct(
  ports: EmbedStoredPorts,
  stored: StoredProduct,
  replaced?: StoredProduct,
): Promise<EmbeddingOutcome | null> {
  const outcome = await embedStoredProducts(
    ports,
    [stored],
    new Map(replaced === undefined ? [] : [[stored.product.id, replaced]]),
  );
  return outcome === undefined ? null : outcomeOf(stored.product.id, outcome);
}

/** What embedding several products means for one of them. */
export function outcomeOf(id: string, { modelVersion, notEmbeddable, kept }: UnderLive): EmbeddingOutcome {
  if (kept.has(id)) return { modelVersion, embedded: true, kept: true };
  const problem = notEmbeddable.find((one) => one.id === id);
  return { modelVersion, embedded: !problem, ...(problem ? { detail: problem.detail } : {}) };
}

/** The result under the live version. */
export interface UnderLive {
  readonly modelVersion: string;
  readonly notEmbeddable: readonly NotEmbeddable[];
  /** The ids of products whose vector stayed the same. */
  readonly kept: ReadonlySet<string>;
}

/**
 * Embeds stored products under `live`, and under the version that is being published, so that no product is missing in
 * either. A product of unchanged content is not embedded again if its vector exists.
 * @param replaced The products that the writes replaced, as far as known: a vector is kept if its product is the same
 *   to the model. Default: none.
 * @returns undefined if there is no live model.
 */
export async function embedStoredProducts(
  ports: EmbedStoredPorts,
  stored: readonly StoredProduct[],
  replaced: ReplacedProducts = new Map(),
): Promise<UnderLive | undefined> {
  const { outcome, readCurrent } = await embedUntilLiveIsStable(ports, stored, replaced);
  // Read last: a version that is announced after this read finds these products in the catalog.
  const next = await ports.models.nextNow();
  if (next === undefined || next.version === outcome?.modelVersion) return outcome;
  await embedUnder(ports, next, await readCurrent(), replaced);
  return outcome;
}

/**
 * Embeds products under `live`, again if another version goes live meanwhile: its publication may have read the catalog
 * before these products were written.
 * @returns the result under the last live version, and a function that reads which products are still current, to embed
 *   them under another version.
 */
async function embedUntilLiveIsStable(
  ports: EmbedStoredPorts,
  stored: readonly StoredProduct[],
  replaced: ReplacedProducts,
): Promise<{ outcome?: UnderLive; readCurrent: () => Promise<readonly StoredProduct[]> }> {
  const { models, vectors } = ports;
  let loaded = await models.liveNow();
  let products = stored;
  while (loaded) {
    const { embedded, notEmbeddable, kept } = await embedUnder(ports, loaded, products, replaced);
    const readCurrent = () => selectCurrent(vectors, embedded, products);
    const now = await models.liveNow();
    if (now?.version === loaded.version)
      return { outcome: { modelVersion: loaded.version, notEmbeddable, kept }, readCurrent };
    products = now ? await readCurrent() : [];
    loaded = now;
  }
  return { readCurrent: async () => products };
}

/** @returns the vectors that are stored for these products now, and the products without one. */
async function embedUnder(
  { vectors, clock }: EmbedStoredPorts,
  loaded: LoadedModel,
  products: readonly StoredProduct[],
  replaced: ReplacedProducts,
): Promise<Pick<UnderLive, 'notEmbeddable' | 'kept'> & { readonly embedded: readonly StoredVector[] }> {
  const { standing, renewed } = await findKeptVectors(vectors, loaded, products, replaced);
  const kept = new Set([...standing, ...renewed].map(({ productId }) => productId));
  const { vectors: rows, notEmbeddable } = computeVectors(
    loaded,
    products.filter(({ product }) => !kept.has(product.id)),
  );
  await vectors.putMany([...renewed, ...rows], { updatedAt: clock.now().toISOString() });
  await markNotEmbeddable(vectors, loaded.version, notEmbeddable, clock);
  return { embedded: [...standing, ...renewed, ...rows], notEmbeddable, kept };
}

/**
 * Leaves out the products that were removed or replaced since their vectors were stored. The other writer may have read
 * `live` before it moved. Then nothing would replace or remove a vector that is stored under the new version now.
 */
async function selectCurrent(
  vectors: VectorStore,
  rows: readonly StoredVector[],
  products: readonly StoredProduct[],
): Promise<StoredProduct[]> {
  const gone = new Set<string>();
  await mapConcurrently(rows, CONCURRENT_READS, async ({ productId, modelVersion, revision }) => {
    const found = await vectors.get(productId, modelVersion);
    if (found?.revision !== revision) gone.add(productId);
  });
  return products.filter(({ product }) => !gone.has(product.id));
}

/**
 * Records that the model cannot embed these products, and why. Their old vectors are gone: an old vector must not stand
 * for a new product.
 */
export async function markNotEmbeddable(
  vectors: VectorStore,
  modelVersion: string,
  notEmbeddable: readonly NotEmbeddable[],
  clock: Clock,
): Promise<void> {
  await mapConcurrently(notEmbeddable, CONCURRENT_WRITES, ({ id, revision, detail }) =>
    vectors.remove(id, modelVersion, { revision, updatedAt: clock.now().toISOString(), notEmbeddable: detail }),
  );
}

/** Computes the vectors of products under a version, and lists the products that the model cannot embed. */
export function computeVectors(
  { version, model }: LoadedModel,
  stored: readonly StoredProduct[],
): { vectors: StoredVector[]; notEmbeddable: NotEmbeddable[] } {
  const vectors: StoredVector[] = [];
  const notEmbeddable: NotEmbeddable[] = [];
  const embedded = embedEach(
    model,
    stored.map(({ product }) => product),
  );
  embedded.forEach((result, i) => {
    const { product, revision } = stored[i]!;
    if (result instanceof ModelInputError) notEmbeddable.push({ id: product.id, revision, detail: result.detail });
    else {
      const fields = readFilterFields(product);
      vectors.push({ productId: product.id, modelVersion: version, vector: result, revision, fields });
    }
  });
  return { vectors, notEmbeddable };
}
