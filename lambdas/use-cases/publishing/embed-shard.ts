import type { EmbedShardRequest, EmbedShardResult } from '../../ports/durable-steps.ts';
import { inGroups } from '../../shared/concurrency.ts';
import type { ModelSource } from '../models/model-source.ts';
import { type EmbedCatalogPorts, embedProductGroup, GROUP_PRODUCTS } from './embed-catalog.ts';
import { noWeights } from './publish-error.ts';

export interface EmbedShardPorts extends EmbedCatalogPorts {
  readonly models: Pick<ModelSource, 'get'>;
}

/**
 * Embeds one part of the catalog under a version. Done twice, it writes the same.
 * @throws PublishError `no-weights`
 */
export async function embedShard(ports: EmbedShardPorts, request: EmbedShardRequest): Promise<EmbedShardResult> {
  const { modelVersion, segment, segments } = request;
  const began = ports.clock.now().getTime();
  const loaded = await ports.models.get(modelVersion);
  if (!loaded) throw noWeights(modelVersion);
  let products = 0;
  let notEmbeddable = 0;
  for await (const group of inGroups(ports.products.scan({ segment, segments }), GROUP_PRODUCTS)) {
    products += group.length;
    notEmbeddable += (await embedProductGroup(ports, loaded, group)).size;
  }
  const milliseconds = ports.clock.now().getTime() - began;
  return { embedded: products - notEmbeddable, notEmbeddable, milliseconds };
}
