import { ModelInputError } from '../../core/features/feature-error.ts';
import { embedProducts, type Model } from '../../core/model/model.ts';
import { fieldsOf } from '../../core/search/product-fields.ts';
import type { Clock } from '../../ports/clock.ts';
import type { StoredProduct } from '../../ports/product-store.ts';
import type { StoredVector, VectorStore } from '../../ports/vector-store.ts';
import { mapConcurrently } from '../../shared/concurrency.ts';
import type { LoadedModel } from '../models/model-source.ts';

const PARALLEL_READS = 32;

export interface EmbedProductPorts {
  /** What `live` and `next` name this very moment. */
  readonly models: { liveNow(): Promise<LoadedModel | undefined>; nextNow(): Promise<LoadedModel | undefined> };
  readonly vectors: VectorStore;
  readonly clock: Clock;
}

/** Why a product has no vector: the model cannot read it. */
export interface NotEmbeddable {
  readonly id: string;
  readonly revision: string;
  readonly detail: string;
}

/** Under which version a product was embedded, and why it was not, where it was not. */
export interface EmbeddingOutcome {
  readonly modelVersion: string;
  readonly embedded: boolean;
  readonly detail?: string;
}

/**
 * Embeds one stored product with the live model.
 * @returns null while there is no live model: the product is embedded when there is one.
 */
export async function embedProduct(ports: EmbedProductPorts, stored: StoredProduct): Promise<EmbeddingOutcome | null> {
  const outcome = await embedUnderLive(ports, [stored]);
  if (outcome === undefined) return null;
  const [problem] = outcome.notEmbeddable;
  return { modelVersion: outcome.modelVersion, embedded: !problem, ...(problem ? { detail: problem.detail } : {}) };
}

/** What was embedded under the live version. */
interface UnderLive {
  readonly modelVersion: string;
  readonly notEmbeddable: readonly NotEmbeddable[];
}

/**
 * Embeds stored products under `live`, and under the version that is being published, so that no product is missing whichever of
 * them readers see.
 * @returns undefined while there is no live model.
 */
export async function embedUnderLive(
  ports: EmbedProductPorts,
  stored: readonly StoredProduct[],
): Promise<UnderLive | undefined> {
  const { outcome, left } = await untilLiveStands(ports, stored);
  // Read after all else: what is announced later finds these products in the catalog.
  const next = await ports.models.nextNow();
  if (next === undefined || next.version === outcome?.modelVersion) return outcome;
  await embedUnder(ports, next, await left());
  return outcome;
}

/**
 * When another version goes live meanwhile, its publisher may have read the catalog before these products were there, so
 * they are embedded under that one too.
 * @returns with what is still to be embedded elsewhere: the products that nobody has removed or written anew.
 */
async function untilLiveStands(
  ports: EmbedProductPorts,
  stored: readonly StoredProduct[],
): Promise<{ outcome?: UnderLive; left: () => Promise<readonly StoredProduct[]> }> {
  const { models, vectors } = ports;
  let loaded = await models.liveNow();
  let products = stored;
  while (loaded) {
    const { vectors: rows, notEmbeddable } = await embedUnder(ports, loaded, products);
    const left = () => stillCurrent(vectors, rows, products);
    const now = await models.liveNow();
    if (now?.version === loaded.version) return { outcome: { modelVersion: loaded.version, notEmbeddable }, left };
    products = now ? await left() : [];
    loaded = now;
  }
  return { left: async () => products };
}

async function embedUnder(
  { vectors, clock }: EmbedProductPorts,
  loaded: LoadedModel,
  products: readonly StoredProduct[],
): Promise<ReturnType<typeof vectorsOf>> {
  const embedded = vectorsOf(loaded, products);
  await vectors.putMany(embedded.vectors, { updatedAt: clock.now().toISOString() });
  await removeUnreadable(vectors, loaded.version, embedded.notEmbeddable, clock);
  return embedded;
}

/**
 * The products without those that were removed or written anew since their vectors were stored under the version that was
 * live: who did that may have looked at `live` before it moved, and must not find them back under the new version.
 */
async function stillCurrent(
  vectors: VectorStore,
  rows: readonly StoredVector[],
  products: readonly StoredProduct[],
): Promise<StoredProduct[]> {
  const gone = new Set<string>();
  await mapConcurrently(rows, PARALLEL_READS, async ({ productId, modelVersion, revision }) => {
    const found = await vectors.get(productId, modelVersion);
    if (found?.revision !== revision) gone.add(productId);
  });
  return products.filter(({ product }) => !gone.has(product.id));
}

/** Takes out what the version holds of products that it cannot read as they are now: an old vector would speak for a new product. */
export async function removeUnreadable(
  vectors: VectorStore,
  modelVersion: string,
  notEmbeddable: readonly NotEmbeddable[],
  clock: Clock,
): Promise<void> {
  for (const { id, revision } of notEmbeddable) {
    await vectors.remove(id, modelVersion, { revision, updatedAt: clock.now().toISOString() });
  }
}

/** The vectors of products under a version; those that the model cannot read, or not finitely, are told apart. */
export function vectorsOf(
  { version, model }: LoadedModel,
  stored: readonly StoredProduct[],
): { vectors: StoredVector[]; notEmbeddable: NotEmbeddable[] } {
  const vectors: StoredVector[] = [];
  const notEmbeddable: NotEmbeddable[] = [];
  embeddings(model, stored).forEach((result, i) => {
    const { product, revision } = stored[i]!;
    if (result instanceof Float32Array) {
      const fields = fieldsOf(product);
      vectors.push({ productId: product.id, modelVersion: version, vector: result, revision, fields });
    } else notEmbeddable.push({ id: product.id, revision, detail: result.detail });
  });
  return { vectors, notEmbeddable };
}

/** A vector or the reason for each product; one that does not fit must not spoil the batch. */
function embeddings(model: Model, stored: readonly StoredProduct[]): (Float32Array | { detail: string })[] {
  const { D } = model.parameters;
  try {
    const all = embedProducts(
      model,
      stored.map(({ product }) => product),
    );
    return stored.map((_, i) => finite(all.slice(i * D, (i + 1) * D)));
  } catch (cause) {
    if (!(cause instanceof ModelInputError)) throw cause;
    if (stored.length === 1) return [{ detail: cause.detail }];
    return stored.flatMap((one) => embeddings(model, [one]));
  }
}

function finite(vector: Float32Array): Float32Array | { detail: string } {
  return vector.every(Number.isFinite) ? vector : { detail: 'the embedding is beyond float32: scale the features' };
}
