import { Construct } from 'constructs';
import { keysUnder, STORED_PREFIXES, TRAINING_PREFIXES, UPLOAD_PREFIXES } from '../../lambdas/formats/object-layout.ts';
import { environmentDefaults } from '../../lambdas/shared/environment-defaults.ts';
import { MEGABYTES_PER_VCPU, NEW_ACCOUNT_MEGABYTES } from '../../lambdas/shared/lambda-limits.ts';
import type { FunctionFactory } from './function-factory.ts';
import type { KindredFunction } from './kindred-function.ts';
import type { DeploymentOptions } from './options/deployment-options.ts';
import { uploadsReadAccess } from './private-bucket.ts';
import { announcesChanges } from './storage.ts';

const TIMEOUT_SECONDS = 900;
/** The ids and titles of a million products, and what a map is made of. With more, a new account could not deploy. */
const MAP_MEMORY_MEGABYTES = NEW_ACCOUNT_MEGABYTES;
const ownPrefixes = keysUnder(STORED_PREFIXES.models, STORED_PREFIXES.runs, STORED_PREFIXES.snapshots);

/** The training run, one durable function, and those that embed the shards of the catalog and make the map for it. */
export class TrainingFunctions extends Construct {
  readonly embedShard: KindredFunction;
  readonly makeMap: KindredFunction;
  readonly run: KindredFunction;

  constructor(scope: Construct, id: string, functions: FunctionFactory, options: DeploymentOptions) {
    super(scope, id);
    this.embedShard = functions.add(this, 'EmbedShard', {
      handler: 'embed-shard',
      description: 'Embeds one part of the catalog under the version that is being published',
      memoryMegabytes: MEGABYTES_PER_VCPU,
      timeoutSeconds: TIMEOUT_SECONDS,
      access: {
        products: { table: ['GetItem', 'PutItem', 'Scan', 'BatchWriteItem'] },
        registry: { table: ['GetItem', ...announcesChanges] },
        models: {
          read: keysUnder(STORED_PREFIXES.models, STORED_PREFIXES.runs),
          reason: 'Weights are named by the hash of their content and what runs keep by the run; neither is known yet.',
        },
      },
    });
    this.makeMap = functions.add(this, 'MakeMap', {
      handler: 'make-map',
      description: 'Makes the map of the products of a version that has been published',
      memoryMegabytes: MAP_MEMORY_MEGABYTES,
      timeoutSeconds: TIMEOUT_SECONDS,
      access: {
        products: { table: ['Scan'] },
        models: {
          read: keysUnder(STORED_PREFIXES.snapshots, STORED_PREFIXES.runs),
          write: keysUnder(STORED_PREFIXES.snapshots),
          reason:
            'Segments are named by the hash of their content and what runs keep by the run; neither is known yet.',
        },
      },
    });
    this.run = this.addRun(functions, options);
    this.run.allowInvoke('EmbedShards', this.embedShard);
    this.run.allowInvoke('MakeMaps', this.makeMap);
    for (const fn of [this.embedShard, this.makeMap])
      fn.explainFailures(
        'The training run waits for the answer, and its step handles an error: no event is left to keep.',
      );
  }

  /** Allows a function to start runs, and sets the variable that names the durable function. */
  bindStart(fn: KindredFunction): void {
    fn.bindStart('StartRuns', 'TRAINING_FUNCTION', this.run);
  }

  private addRun(functions: FunctionFactory, options: DeploymentOptions): KindredFunction {
    return functions.add(this, 'Run', {
      handler: 'training-run',
      description: 'Trains on every training upload in slices, judges, embeds every product and moves live',
      memoryMegabytes: options.trainingMemoryMegabytes,
      timeoutSeconds: TIMEOUT_SECONDS,
      durable: { executionDays: 7, retentionDays: 14 },
      keepsFailures: true,
      environment: {
        TRAINING_CONFIG: options.trainingConfig,
        CONCURRENT_SHARDS: String(options.concurrentShards),
        TRAINING_SLICE_SECONDS: String(environmentDefaults.TRAINING_SLICE_SECONDS),
        EMBED_SHARD_FUNCTION: this.embedShard.lambda.functionArn,
        MAKE_MAP_FUNCTION: this.makeMap.lambda.functionArn,
      },
      access: {
        uploads: uploadsReadAccess(...TRAINING_PREFIXES, UPLOAD_PREFIXES.judging),
        products: {
          table: ['GetItem', 'BatchGetItem', 'PutItem', 'UpdateItem', 'Scan', 'BatchWriteItem'],
          index: true,
          search: true,
        },
        registry: { table: ['GetItem', 'PutItem', 'UpdateItem', 'DeleteItem'], index: true },
        models: {
          read: ownPrefixes,
          write: ownPrefixes,
          remove: keysUnder(STORED_PREFIXES.snapshots, STORED_PREFIXES.models),
          reason: 'Weights are named by the hash of their content and what runs keep by the run; neither is known yet.',
        },
      },
    });
  }
}
