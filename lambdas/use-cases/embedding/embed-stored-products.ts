import { ModelInputError } from '../../core/features/feature-error.ts';
import { embedProducts, type Model } from '../../core/model/model.ts';
import { readFilterFields } from '../../core/search/product-fields.ts';
import type { Clock } from '../../ports/clock.ts';
import type { StoredProduct } from '../../ports/product-store.ts';
import type { StoredVector, VectorStore } from '../../ports/vector-store.ts';
import { mapConcurrently } from '../../shared/concurrency.ts';
import { CONCURRENT_READS } from '../catalog/read-products.ts';
import type { LoadedModel } from '../models/model-cache.ts';

export interface EmbedStoredPorts {
  /** The models that `live` and `next` name now. */
  readonly models: { liveNow(): Promise<LoadedModel | undefined>; nextNow(): Promise<LoadedModel | undefined> };
  readonly vectors: VectorStore;
  readonly clock: Clock;
}

/** A product that the model cannot read, and why. */
export interface NotEmbeddable {
  readonly id: string;
  readonly revision: string;
  readonly detail: string;
}

/** The version under which a product was embedded, or why it was not embedded. */
export interface EmbeddingOutcome {
  readonly modelVersion: string;
  readonly embedded: boolean;
  readonly detail?: string;
}

/**
 * Embeds one stored product, as `embedStoredProducts` does.
 * @returns null if there is no live model: the publication of the first version embeds the product.
 */
export async function embedStoredProduct(
  ports: EmbedStoredPorts,
  stored: StoredProduct,
): Promise<EmbeddingOutcome | null> {
  const outcome = await embedStoredProducts(ports, [stored]);
  if (outcome === undefined) return null;
  const [problem] = outcome.notEmbeddable;
  return { modelVersion: outcome.modelVersion, embedded: !problem, ...(problem ? { detail: problem.detail } : {}) };
}

/** The result under the live version. */
interface UnderLive {
  readonly modelVersion: string;
  readonly notEmbeddable: readonly NotEmbeddable[];
}

/**
 * Embeds stored products under `live`, and under the version that is being published, so that no product is missing in
 * either.
 * @returns undefined if there is no live model.
 */
export async function embedStoredProducts(
  ports: EmbedStoredPorts,
  stored: readonly StoredProduct[],
): Promise<UnderLive | undefined> {
  const { outcome, readCurrent } = await embedUntilLiveIsStable(ports, stored);
  // Read last: a version that is announced after this read finds these products in the catalog.
  const next = await ports.models.nextNow();
  if (next === undefined || next.version === outcome?.modelVersion) return outcome;
  await embedUnder(ports, next, await readCurrent());
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
): Promise<{ outcome?: UnderLive; readCurrent: () => Promise<readonly StoredProduct[]> }> {
  const { models, vectors } = ports;
  let loaded = await models.liveNow();
  let products = stored;
  while (loaded) {
    const { vectors: rows, notEmbeddable } = await embedUnder(ports, loaded, products);
    const readCurrent = () => selectCurrent(vectors, rows, products);
    const now = await models.liveNow();
    if (now?.version === loaded.version)
      return { outcome: { modelVersion: loaded.version, notEmbeddable }, readCurrent };
    products = now ? await readCurrent() : [];
    loaded = now;
  }
  return { readCurrent: async () => products };
}

async function embedUnder(
  { vectors, clock }: EmbedStoredPorts,
  loaded: LoadedModel,
  products: readonly StoredProduct[],
): Promise<ReturnType<typeof computeVectors>> {
  const embedded = computeVectors(loaded, products);
  await vectors.putMany(embedded.vectors, { updatedAt: clock.now().toISOString() });
  await removeNotEmbeddable(vectors, loaded.version, embedded.notEmbeddable, clock);
  return embedded;
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
 * Removes the vectors of products that the model cannot read any more: an old vector must not stand for a new product.
 */
export async function removeNotEmbeddable(
  vectors: VectorStore,
  modelVersion: string,
  notEmbeddable: readonly NotEmbeddable[],
  clock: Clock,
): Promise<void> {
  for (const { id, revision } of notEmbeddable) {
    await vectors.remove(id, modelVersion, { revision, updatedAt: clock.now().toISOString() });
  }
}

/**
 * Computes the vectors of products under a version, and lists those whose vector cannot be computed or is not finite.
 */
export function computeVectors(
  { version, model }: LoadedModel,
  stored: readonly StoredProduct[],
): { vectors: StoredVector[]; notEmbeddable: NotEmbeddable[] } {
  const vectors: StoredVector[] = [];
  const notEmbeddable: NotEmbeddable[] = [];
  embedEach(model, stored).forEach((result, i) => {
    const { product, revision } = stored[i]!;
    if (result instanceof Float32Array) {
      const fields = readFilterFields(product);
      vectors.push({ productId: product.id, modelVersion: version, vector: result, revision, fields });
    } else notEmbeddable.push({ id: product.id, revision, detail: result.detail });
  });
  return { vectors, notEmbeddable };
}

/**
 * A vector for each product, or the reason that it has none. If the batch fails, each product is embedded on its own.
 */
function embedEach(model: Model, stored: readonly StoredProduct[]): (Float32Array | { detail: string })[] {
  const { D } = model.parameters;
  try {
    const all = embedProducts(
      model,
      stored.map(({ product }) => product),
    );
    return stored.map((_, i) => checkFinite(all.slice(i * D, (i + 1) * D)));
  } catch (cause) {
    if (!(cause instanceof ModelInputError)) throw cause;
    if (stored.length === 1) return [{ detail: cause.detail }];
    return stored.flatMap((one) => embedEach(model, [one]));
  }
}

function checkFinite(vector: Float32Array): Float32Array | { detail: string } {
  return vector.every(Number.isFinite) ? vector : { detail: 'the embedding is beyond float32: scale the features' };
}
