import type { Context } from 'aws-lambda';
import { clock, modelPointers, productStore, runStore, vectorStore } from '../composition/compose.ts';
import { startInvocation } from '../composition/invocation.ts';
import { modelCache } from '../composition/models.ts';
import type { EmbedShardRequest, EmbedShardResult } from '../ports/durable-steps.ts';
import { embedShard } from '../use-cases/publishing/embed-shard.ts';

const ports = {
  products: productStore(),
  vectors: vectorStore(),
  pointers: modelPointers(),
  runs: runStore(),
  models: modelCache(),
  clock,
};

/** Embeds one part of the catalog under the version that is being published. */
export const handler = (request: EmbedShardRequest, context: Context): Promise<EmbedShardResult> => {
  const { modelVersion, segment } = request;
  startInvocation(context, { modelVersion, segment });
  return embedShard(ports, request, Number(context.memoryLimitInMB));
};
