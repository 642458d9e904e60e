import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { keysUnder, STORED_PREFIXES, TRAINING_PREFIXES, UPLOAD_PREFIXES } from '../../lambdas/formats/object-layout.ts';
import type { Alarms } from './alarms.ts';
import type { DeploymentOptions } from './deployment-options.ts';
import { KindredFunction } from './kindred-function.ts';
import type { StageSettings } from './stage-settings.ts';
import { readWeights, type Storage } from './storage.ts';

export interface TrainingFunctionsProps {
  readonly storage: Storage;
  readonly settings: StageSettings;
  readonly options: DeploymentOptions;
  readonly alarms: Alarms;
  /** The file of a handler, by its name. */
  readonly entryOf: (handler: string) => string;
}

const uploadsReason = 'Shops name their uploads; the keys to come cannot be listed here.';
const writtenReason =
  'Weights are named by the hash of their content and what runs keep by the run; neither is known yet.';

/** The training run, one durable function, and the function that embeds a part of the catalog for it. */
export class TrainingFunctions extends Construct {
  private readonly props: TrainingFunctionsProps;
  private readonly run: KindredFunction;

  constructor(scope: Construct, id: string, props: TrainingFunctionsProps) {
    super(scope, id);
    this.props = props;
    this.run = this.addRun(this.addEmbedShard());
  }

  /** Lets a function start runs, and tells it which function that is. Lambda wants a durable function named with a qualifier. */
  bindStart(fn: KindredFunction): void {
    fn.lambda.addEnvironment('TRAINING_FUNCTION', `${this.run.lambda.functionArn}:$LATEST`);
    fn.allowInvoke('StartRuns', this.run);
  }

  private addEmbedShard(): KindredFunction {
    const { storage } = this.props;
    const fn = this.add('EmbedShard', 'embed-shard', {
      description: 'Embeds one part of the catalog under the version that is being published',
      memoryMegabytes: 1769,
    });
    storage.products.bind(fn, { table: ['GetItem', 'PutItem', 'Scan', 'BatchWriteItem'] });
    storage.registry.bind(fn, { table: ['GetItem'] });
    storage.models.bind(fn, 'MODELS_BUCKET', readWeights);
    return fn;
  }

  private addRun(embedShard: KindredFunction): KindredFunction {
    const { storage, options } = this.props;
    const fn = this.add('Run', 'training-run', {
      description: 'Trains on every training upload in slices, judges, embeds every product and moves live',
      memoryMegabytes: options.trainingMemoryMegabytes,
      durable: { executionDays: 7, retentionDays: 14 },
      environment: {
        TRAINING_CONFIG: options.trainingConfig,
        TRAINING_SLICE_SECONDS: '600',
        EMBED_SHARD_FUNCTION: embedShard.lambda.functionArn,
      },
    });
    fn.allowInvoke('EmbedShards', embedShard);
    storage.uploads.bind(fn, 'UPLOADS_BUCKET', {
      read: keysUnder(...TRAINING_PREFIXES, UPLOAD_PREFIXES.judging),
      reason: uploadsReason,
    });
    storage.products.bind(fn, {
      table: ['GetItem', 'BatchGetItem', 'PutItem', 'UpdateItem', 'Query', 'Scan', 'BatchWriteItem'],
      index: true,
      search: true,
    });
    storage.registry.bind(fn, { table: ['GetItem', 'PutItem', 'UpdateItem', 'DeleteItem', 'Query'] });
    storage.models.bind(fn, 'MODELS_BUCKET', {
      read: keysUnder(STORED_PREFIXES.models, STORED_PREFIXES.runs, STORED_PREFIXES.snapshots),
      write: keysUnder(STORED_PREFIXES.models, STORED_PREFIXES.runs, STORED_PREFIXES.snapshots),
      remove: keysUnder(STORED_PREFIXES.snapshots),
      reason: writtenReason,
    });
    return fn;
  }

  private add(
    id: string,
    handler: string,
    shape: Pick<
      ConstructorParameters<typeof KindredFunction>[2],
      'description' | 'memoryMegabytes' | 'durable' | 'environment'
    >,
  ): KindredFunction {
    const { settings, alarms, entryOf } = this.props;
    const fn = new KindredFunction(this, id, { ...shape, entry: entryOf(handler), timeoutSeconds: 900, settings });
    alarms.onFirst(fn, 'ErrorAlarm', {
      description: `${id}: an invocation ended without an answer (crash, timeout, out of memory), or a run gave up; its job tells how to go on.`,
      metric: fn.lambda.metricErrors({ period: Duration.minutes(5), statistic: 'Sum' }),
    });
    return fn;
  }
}
