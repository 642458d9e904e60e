import type { Product } from '../../core/catalog/product.ts';
import type { ProductReference, TextQuery } from '../../core/catalog/training-row.ts';
import { ModelInputError } from '../../core/features/feature-error.ts';
import { embedFeatureVectors, embedProducts, embedQueries, type Model } from '../../core/model/model.ts';
import { readFilterFields } from '../../core/search/product-fields.ts';
import type { Clock } from '../../ports/clock.ts';
import type { ProductStore, StoredProduct } from '../../ports/product-store.ts';
import type { StoredVector, VectorStore } from '../../ports/vector-store.ts';
import { idOf, isVector, readReferencedProducts } from '../catalog/read-products.ts';
import { invalidRequestParts, UseCaseError, type UseCaseFault } from '../common/use-case-error.ts';
import type { LoadedModel, ModelSource } from '../models/model-cache.ts';

export interface EmbedRequestPorts {
  readonly products: ProductStore;
  readonly vectors: VectorStore;
  readonly models: Pick<ModelSource, 'live' | 'head'>;
  readonly clock: Clock;
}

export interface EmbedRequest {
  readonly items: readonly (ProductReference | TextQuery)[];
  /** Whether the vectors of items that are ids are stored under the version. @default false */
  readonly store?: boolean | undefined;
  /** @default `live`, or `head` if there is no live version */
  readonly version?: 'live' | 'head' | undefined;
}

/** The vector of an item, or the reason that it has none. */
export type EmbeddedItem = { readonly index: number; readonly id?: string } & (
  | { readonly vector: Float32Array; readonly stored: boolean }
  | { readonly problem: { readonly code: 'product-not-found' | 'product-not-embeddable'; readonly detail: string } }
);

/**
 * Embeds the items of a request. An item that names an unknown product, or a stored product that the model cannot
 * embed, gets a problem of its own. An item given by value that the model cannot embed makes the whole request invalid.
 * @throws UseCaseError `model-not-ready`, `invalid-request`
 */
export async function embedRequest(
  ports: EmbedRequestPorts,
  request: EmbedRequest,
): Promise<{ modelVersion: string; items: EmbeddedItem[] }> {
  const { version, model } = await readModel(ports, request.version);
  const stored = await readReferencedProducts(
    ports.products,
    request.items.filter((item) => typeof item === 'string'),
  );
  const faults: UseCaseFault[] = [];
  const items = request.items.map((item, index): EmbeddedItem => {
    const id = isTextQuery(item) ? undefined : idOf(item);
    const entry = { index, ...(id !== undefined && { id }) };
    const value = typeof item === 'string' ? stored.get(item)?.product : item;
    if (value === undefined) {
      return { ...entry, problem: { code: 'product-not-found', detail: `there is no product ${id}` } };
    }
    try {
      return { ...entry, vector: embed(model, value), stored: request.store === true && typeof item === 'string' };
    } catch (cause) {
      if (!(cause instanceof ModelInputError)) throw cause;
      if (typeof item !== 'string') faults.push({ path: ['items', index], code: cause.code, detail: cause.detail });
      return { ...entry, problem: { code: 'product-not-embeddable', detail: cause.detail } };
    }
  });
  if (faults.length > 0) throw invalidRequestParts(faults);
  await storeVectors(ports, items, stored, version);
  return { modelVersion: version, items };
}

async function readModel({ models }: EmbedRequestPorts, version: EmbedRequest['version']): Promise<LoadedModel> {
  const live = version === 'head' ? undefined : await models.live();
  const loaded = live ?? (version === 'live' ? undefined : await models.head());
  if (loaded) return loaded;
  throw new UseCaseError(
    'model-not-ready',
    `there is no ${version ?? 'live or head'} model version yet: upload training data first`,
  );
}

function isTextQuery(item: ProductReference | TextQuery): item is TextQuery {
  return typeof item === 'object' && 'query' in item;
}

function embed(model: Model, value: Product | readonly number[] | TextQuery): Float32Array {
  const vector = vectorOf(model, value);
  if (vector.every(Number.isFinite)) return vector;
  throw new ModelInputError('not-finite', 0, 'the embedding is beyond float32: scale the features');
}

function vectorOf(model: Model, value: Product | readonly number[] | TextQuery): Float32Array {
  if (isTextQuery(value)) return embedQueries(model, [value.query]);
  return isVector(value) ? embedFeatureVectors(model, [value]) : embedProducts(model, [value]);
}

async function storeVectors(
  { vectors, clock }: EmbedRequestPorts,
  items: readonly EmbeddedItem[],
  stored: ReadonlyMap<string, StoredProduct>,
  modelVersion: string,
): Promise<void> {
  const rows = items.flatMap((item): StoredVector[] => {
    if (!('vector' in item) || !item.stored) return [];
    const { product, revision } = stored.get(item.id!)!;
    return [{ productId: product.id, modelVersion, vector: item.vector, revision, fields: readFilterFields(product) }];
  });
  if (rows.length > 0) await vectors.putMany(rows, { updatedAt: clock.now().toISOString() });
}
