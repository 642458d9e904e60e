import type { ProductReference, TextQuery } from '../../core/catalog/training-row.ts';
import { isNothingToEmbed, ModelInputError } from '../../core/features/feature-error.ts';
import { embedGiven } from '../../core/model/embed-each.ts';
import { readFilterFields } from '../../core/search/product-fields.ts';
import type { Clock } from '../../ports/clock.ts';
import type { ProductStore, StoredProduct } from '../../ports/product-store.ts';
import type { StoredVector, VectorStore } from '../../ports/vector-store.ts';
import { idOf, readReferencedProducts } from '../catalog/read-products.ts';
import { invalidRequestParts, UseCaseError, type UseCaseFault } from '../common/use-case-error.ts';
import type { LoadedModel, ModelSource } from '../models/model-cache.ts';
import { markNotEmbeddable, type NotEmbeddable } from './embed-stored-products.ts';

export interface EmbedRequestPorts {
  readonly products: ProductStore;
  readonly vectors: VectorStore;
  readonly models: ModelSource;
  readonly clock: Clock;
}

export interface EmbedRequest {
  readonly items: readonly (ProductReference | TextQuery)[];
  /** Whether the vectors of items that are ids are stored under the version: only `live` and `head`. @default false */
  readonly store?: boolean | undefined;
  /** `live`, `head` or the name of a version. @default `live`, or `head` if there is no live version */
  readonly version?: string | undefined;
}

/** The vector of an item, or the reason that it has none. */
export type EmbeddedItem = { readonly index: number; readonly id?: string } & (
  | { readonly vector: Float32Array; readonly stored: boolean }
  | { readonly problem: { readonly code: 'product-not-found' | 'product-not-embeddable'; readonly detail: string } }
);

/**
 * Embeds the items of a request. An item gets a problem of its own if it names an unknown product, or a stored product
 * that the model cannot embed, or if the model can read nothing of it. An item given by value with wrong numbers makes
 * the whole request invalid.
 * @throws UseCaseError `model-not-ready`, `model-not-found`, `invalid-request`
 */
export async function embedRequest(
  ports: EmbedRequestPorts,
  request: EmbedRequest,
): Promise<{ modelVersion: string; items: EmbeddedItem[] }> {
  const { version, model } = await readModel(ports, request);
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
    const embedded = embedGiven(model, value);
    if (!(embedded instanceof ModelInputError)) {
      return { ...entry, vector: embedded, stored: request.store === true && typeof item === 'string' };
    }
    const { code, detail } = embedded;
    if (typeof item !== 'string' && !isNothingToEmbed(embedded)) faults.push({ path: ['items', index], code, detail });
    return { ...entry, problem: { code: 'product-not-embeddable', detail } };
  });
  if (faults.length > 0) throw invalidRequestParts(faults);
  if (request.store) {
    const ofIds = items.filter(({ index }) => typeof request.items[index] === 'string');
    await storeResults(ports, ofIds, stored, version);
  }
  return { modelVersion: version, items };
}

async function readModel({ models }: EmbedRequestPorts, { version, store }: EmbedRequest): Promise<LoadedModel> {
  if (version !== undefined && version !== 'live' && version !== 'head') {
    if (store) throw storedByName(version);
    const named = await models.get(version);
    if (named) return named;
    throw new UseCaseError('model-not-found', `there is no model version ${version}, or its weights were deleted`);
  }
  const live = version === 'head' ? undefined : await models.live();
  const loaded = live ?? (version === 'live' ? undefined : await models.head());
  if (loaded) return loaded;
  throw new UseCaseError(
    'model-not-ready',
    `there is no ${version ?? 'live or head'} model version yet: upload training data first`,
  );
}

/** Nothing would read or remove vectors of a version that no pointer names. */
function storedByName(version: string): UseCaseError {
  const detail = `is true, but ${version} is a version by its name: vectors are only stored under live or head`;
  return invalidRequestParts([{ path: ['store'], code: 'wrong-value', detail }]);
}

function isTextQuery(item: ProductReference | TextQuery): item is TextQuery {
  return typeof item === 'object' && 'query' in item;
}

/** Stores the vectors of items, all of them ids, and which of their products the model cannot embed. */
async function storeResults(
  { vectors, clock }: EmbedRequestPorts,
  items: readonly EmbeddedItem[],
  stored: ReadonlyMap<string, StoredProduct>,
  modelVersion: string,
): Promise<void> {
  const rows: StoredVector[] = [];
  const notEmbeddable: NotEmbeddable[] = [];
  for (const item of items) {
    const { product, revision } = stored.get(item.id ?? '') ?? {};
    if (product === undefined || revision === undefined) continue;
    if ('problem' in item) notEmbeddable.push({ id: product.id, revision, detail: item.problem.detail });
    else {
      const fields = readFilterFields(product);
      rows.push({ productId: product.id, modelVersion, vector: item.vector, revision, fields });
    }
  }
  if (rows.length > 0) await vectors.putMany(rows, { updatedAt: clock.now().toISOString() });
  await markNotEmbeddable(vectors, modelVersion, notEmbeddable, clock);
}
