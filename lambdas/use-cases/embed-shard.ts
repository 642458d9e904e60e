import type { EmbedShardRequest, EmbedShardResult } from '../ports/durable-steps.ts';
import { type EmbedCatalogPorts, embedGroup, newEmbeddedCatalog } from './embed-catalog.ts';
import { inGroups } from './in-parallel.ts';
import type { ModelSource } from './model-source.ts';

export interface EmbedShardPorts extends EmbedCatalogPorts {
  readonly models: Pick<ModelSource, 'get'>;
}

const GROUP_PRODUCTS = 500;

/**
 * Embeds one part of the catalog under a version. Done twice, it writes the same.
 * @throws RangeError when the version has no weights
 */
export async function embedShard(ports: EmbedShardPorts, request: EmbedShardRequest): Promise<EmbedShardResult> {
  const { modelVersion, segment, segments } = request;
  const began = ports.clock.now().getTime();
  const loaded = await ports.models.get(modelVersion);
  if (!loaded)
    throw new RangeError(`version ${modelVersion} has no weights, expected saved ones: publish another version`);
  const embedded = newEmbeddedCatalog();
  for await (const group of inGroups(ports.products.scan({ segment, segments }), GROUP_PRODUCTS)) {
    await embedGroup(ports, loaded, group, embedded);
  }
  const { revisions, unreadable } = embedded;
  const milliseconds = ports.clock.now().getTime() - began;
  return { embedded: revisions.size - unreadable.size, notEmbeddable: unreadable.size, milliseconds };
}
