import type { Clock } from '../../ports/clock.ts';
import type { EmbedShardRequest, EmbedShardResult } from '../../ports/durable-steps.ts';
import type { ModelPointers } from '../../ports/model-pointers.ts';
import type { ProductStore, StoredProduct } from '../../ports/product-store.ts';
import type { VectorStore } from '../../ports/vector-store.ts';
import { inGroups } from '../../shared/concurrency.ts';
import { type ReadCatalogPorts, readCatalogPart } from '../common/frozen-catalog.ts';
import { computeVectors, markNotEmbeddable } from '../embedding/embed-stored-products.ts';
import type { LoadedModel, ModelSource } from '../models/model-cache.ts';
import { noWeights } from './publish-error.ts';

export interface EmbedCatalogPorts {
  readonly products: ProductStore;
  readonly vectors: VectorStore;
  readonly pointers: ModelPointers;
  readonly clock: Clock;
}

export interface EmbedShardPorts extends EmbedCatalogPorts {
  readonly runs: ReadCatalogPorts['runs'];
  readonly models: Pick<ModelSource, 'get'>;
}

/** The number of products that are embedded and written together. */
export const GROUP_PRODUCTS = 500;

/**
 * Embeds one part of the catalog under a version. Runs in a function of its own; running it twice writes the same vectors.
 * @param memoryMegabytes Memory of that function, returned with the result for the cost of the run.
 * @throws PublishError `no-weights`
 */
export async function embedShard(
  ports: EmbedShardPorts,
  { modelVersion, segment, segments, catalog }: EmbedShardRequest,
  memoryMegabytes: number,
): Promise<EmbedShardResult> {
  const startedMs = ports.clock.now().getTime();
  const loaded = await ports.models.get(modelVersion);
  if (!loaded) throw noWeights(modelVersion);
  let products = 0;
  let notEmbeddable = 0;
  for await (const group of inGroups(readCatalogPart(ports, catalog, { segment, segments }), GROUP_PRODUCTS)) {
    products += group.length;
    notEmbeddable += (await embedProductGroup(ports, loaded, group)).size;
  }
  const milliseconds = ports.clock.now().getTime() - startedMs;
  return { embedded: products - notEmbeddable, notEmbeddable, milliseconds, memoryMegabytes };
}

/**
 * Embeds some products of the catalog under a version and stores their vectors.
 * @returns ids of the products that the model cannot embed: the version holds no vector of them
 */
export async function embedProductGroup(
  { vectors, pointers, clock }: EmbedCatalogPorts,
  loaded: LoadedModel,
  group: readonly StoredProduct[],
): Promise<ReadonlySet<string>> {
  const { vectors: rows, notEmbeddable } = computeVectors(loaded, group);
  // Bulk writes replace newer vectors. They are only safe while no one else writes to the version, that is, while it is
  // neither live nor announced.
  const named = await Promise.all([pointers.read('live'), pointers.read('next')]);
  const onlyNewer = named.some((pointer) => pointer?.version === loaded.version);
  await vectors.putMany(rows, { updatedAt: clock.now().toISOString(), onlyNewer });
  await markNotEmbeddable(vectors, loaded.version, notEmbeddable, clock);
  return new Set(notEmbeddable.map(({ id }) => id));
}
