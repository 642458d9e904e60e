import type { DurableContext } from '@aws/durable-execution-sdk-js';
import type { DurableSteps, DurableWork } from '../ports/durable-steps.ts';
import { LambdaDurableSteps, LambdaDurableWork } from '../stores/lambda/durable-steps.ts';
import { numberVariable, requiredVariable } from './environment.ts';

/*
 * Apart from compose.ts, because esbuild puts the commands of the durable SDK into every bundle that reads this import: 30 KB
 * that only training runs and exports need.
 */

/** Creates the durable steps of an execution from its context. */
export function durableSteps(): (context: DurableContext) => DurableSteps {
  const functions = {
    embedShard: requiredVariable('EMBED_SHARD_FUNCTION'),
    makeMap: requiredVariable('MAKE_MAP_FUNCTION'),
    concurrentShards: numberVariable('CONCURRENT_SHARDS'),
  };
  return (context) => new LambdaDurableSteps(context, functions);
}

/** Creates the durable steps of an execution that embeds nothing. */
export function durableWork(context: DurableContext): DurableWork {
  return new LambdaDurableWork(context);
}
