import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { keysUnder, STORED_PREFIXES, TRAINING_PREFIXES, UPLOAD_PREFIXES } from '../../lambdas/formats/object-layout.ts';
import type { Alarms } from './alarms.ts';
import type { Compaction } from './compaction.ts';
import type { DeploymentOptions } from './deployment-options.ts';
import { liveRecheck } from './http-functions.ts';
import { KindredFunction } from './kindred-function.ts';
import type { StageSettings } from './stage-settings.ts';
import type { Storage } from './storage.ts';
import type { TrainingFunctions } from './training-functions.ts';
import { notifyUploads } from './upload-notifications.ts';
import { UploadQueue } from './upload-queue.ts';

export interface UploadFunctionsProps {
  readonly storage: Storage;
  readonly settings: StageSettings;
  readonly options: DeploymentOptions;
  readonly alarms: Alarms;
  readonly training: TrainingFunctions;
  readonly compaction: Compaction;
  /** The file of a handler, by its name. */
  readonly entryOf: (handler: string) => string;
}

const uploadsReason = 'Shops name their uploads; the keys to come cannot be listed here.';
const writtenReason =
  'Weights are named by the hash of their content, reject reports by the key of an upload; none is known yet.';

/** The functions behind uploads: each with its queue, and the prefixes of the bucket that feed it. */
export class UploadFunctions extends Construct {
  private readonly props: UploadFunctionsProps;

  constructor(scope: Construct, id: string, props: UploadFunctionsProps) {
    super(scope, id);
    this.props = props;
    const ingest = this.queueOf('IngestQueue', { consumer: this.addIngest(), batchSize: 5, maxConcurrency: 5 });
    const training = this.queueOf('TrainingQueue', {
      consumer: this.addTrainingUploads(),
      batchSize: 10,
      batchingWindow: Duration.seconds(5),
      maxConcurrency: 2,
    });
    notifyUploads(props.storage.uploads, [
      { prefix: UPLOAD_PREFIXES.catalog, queue: ingest },
      ...TRAINING_PREFIXES.map((prefix) => ({ prefix, queue: training })),
    ]);
  }

  private addIngest(): KindredFunction {
    const { storage, settings, compaction, entryOf } = this.props;
    const fn = new KindredFunction(this, 'Ingest', {
      entry: entryOf('ingest'),
      description: 'Reads catalog uploads line by line into products and their live vectors',
      memoryMegabytes: 1769,
      timeoutSeconds: 300,
      settings,
      environment: liveRecheck,
    });
    storage.uploads.bind(fn, 'UPLOADS_BUCKET', { read: keysUnder(UPLOAD_PREFIXES.catalog), reason: uploadsReason });
    storage.products.bind(fn, { table: ['GetItem', 'PutItem'] });
    storage.registry.bind(fn, { table: ['GetItem', 'PutItem', 'UpdateItem'] });
    storage.models.bind(fn, 'MODELS_BUCKET', {
      read: keysUnder(STORED_PREFIXES.models),
      write: keysUnder(STORED_PREFIXES.rejects),
      reason: writtenReason,
    });
    compaction.bindStart(fn);
    return fn;
  }

  private addTrainingUploads(): KindredFunction {
    const { storage, settings, options, entryOf, training } = this.props;
    const fn = new KindredFunction(this, 'TrainingUploads', {
      entry: entryOf('training-uploads'),
      description:
        'Checks training uploads line by line; takes a step from head on few triplets, starts one run for a burst of others',
      memoryMegabytes: 1769,
      timeoutSeconds: 300,
      settings,
      environment: { SMALL_UPLOADS: options.smallUploads },
    });
    storage.uploads.bind(fn, 'UPLOADS_BUCKET', { read: keysUnder(...TRAINING_PREFIXES), reason: uploadsReason });
    storage.products.bind(fn, { table: ['GetItem'] });
    storage.registry.bind(fn, { table: ['GetItem', 'PutItem', 'UpdateItem'] });
    storage.models.bind(fn, 'MODELS_BUCKET', {
      read: keysUnder(STORED_PREFIXES.models),
      write: keysUnder(STORED_PREFIXES.rejects, STORED_PREFIXES.models),
      reason: writtenReason,
    });
    training.bindStart(fn);
    return fn;
  }

  private queueOf(
    id: string,
    props: { consumer: KindredFunction; batchSize: number; maxConcurrency: number; batchingWindow?: Duration },
  ): UploadQueue {
    const { alarms } = this.props;
    alarms.onFirst(props.consumer, 'ErrorAlarm', {
      description: `${props.consumer.node.id}: a run ended without an answer (crash, timeout, out of memory); its messages come again.`,
      metric: props.consumer.lambda.metricErrors({ period: Duration.minutes(5), statistic: 'Sum' }),
    });
    return new UploadQueue(this, id, { ...props, alarms });
  }
}
