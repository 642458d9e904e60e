import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import {
  CATALOG_PREFIXES,
  keysUnder,
  STORED_PREFIXES,
  TRAINING_PREFIXES,
  UNFINISHED_UPLOADS_PREFIX,
} from '../../lambdas/formats/object-layout.ts';
import { MEGABYTES_PER_VCPU } from '../../lambdas/shared/lambda-limits.ts';
import type { Compaction } from './background-functions.ts';
import { type FunctionFactory, liveRecheckEnvironment } from './function-factory.ts';
import type { KindredFunction } from './kindred-function.ts';
import type { DeploymentOptions } from './options/deployment-options.ts';
import { type PrivateBucket, uploadsReadAccess } from './private-bucket.ts';
import type { TrainingFunctions } from './training-functions.ts';
import { notifyUploads, UploadQueue } from './upload-queue.ts';

export interface UploadFunctionsProps {
  readonly functions: FunctionFactory;
  /** The bucket whose uploads the functions read. */
  readonly uploads: PrivateBucket;
  readonly options: DeploymentOptions;
  readonly training: TrainingFunctions;
  readonly compaction: Compaction;
}

const TIMEOUT_SECONDS = 300;
const writtenReason =
  'Weights are named by the hash of their content, reject reports by the key of an upload; none is known yet.';

/** The functions behind uploads, each with its queue, and the prefixes of the bucket that feed the queue. */
export class UploadFunctions extends Construct {
  readonly queues: readonly UploadQueue[];

  constructor(scope: Construct, id: string, props: UploadFunctionsProps) {
    super(scope, id);
    const catalogs = new UploadQueue(this, 'IngestQueue', {
      consumer: this.addIngest(props),
      // A batch would have one deadline: files behind a large one would lose a receive unread.
      batchSize: 1,
      maxConcurrency: props.options.uploadConcurrency,
      continues: true,
    });
    const training = new UploadQueue(this, 'TrainingQueue', {
      consumer: this.addTrainingUploads(props),
      batchSize: 10,
      batchingWindow: Duration.seconds(5),
      maxConcurrency: 2,
      continues: true,
    });
    this.queues = [catalogs, training];
    notifyUploads(props.uploads, [
      ...CATALOG_PREFIXES.map((prefix) => ({ prefix, queue: catalogs })),
      ...TRAINING_PREFIXES.map((prefix) => ({ prefix, queue: training })),
    ]);
  }

  private addIngest({ functions, compaction, training }: UploadFunctionsProps): KindredFunction {
    const fn = functions.add(this, 'Ingest', {
      handler: 'ingest',
      description:
        'Reads catalog uploads line by line into products and their live vectors; removes what a full one lacks',
      memoryMegabytes: MEGABYTES_PER_VCPU,
      timeoutSeconds: TIMEOUT_SECONDS,
      mayInvokeItself: true,
      environment: liveRecheckEnvironment,
      access: {
        uploads: uploadsReadAccess(...CATALOG_PREFIXES),
        products: { table: ['GetItem', 'BatchGetItem', 'PutItem', 'Scan'] },
        registry: { table: ['GetItem', 'PutItem', 'UpdateItem'] },
        models: {
          read: keysUnder(STORED_PREFIXES.models, UNFINISHED_UPLOADS_PREFIX),
          write: keysUnder(STORED_PREFIXES.rejects),
          reason: writtenReason,
        },
      },
    });
    compaction.bindStart(fn);
    training.bindStart(fn);
    return fn;
  }

  private addTrainingUploads({ functions, options, training }: UploadFunctionsProps): KindredFunction {
    const fn = functions.add(this, 'TrainingUploads', {
      handler: 'training-uploads',
      description:
        'Checks training uploads line by line, then takes an online step on few triplets or starts one run for a burst of uploads',
      memoryMegabytes: MEGABYTES_PER_VCPU,
      timeoutSeconds: TIMEOUT_SECONDS,
      mayInvokeItself: true,
      environment: { SMALL_UPLOADS: options.smallUploads },
      access: {
        uploads: uploadsReadAccess(...TRAINING_PREFIXES),
        products: { table: ['GetItem'] },
        registry: { table: ['GetItem', 'PutItem', 'UpdateItem'] },
        models: {
          read: keysUnder(STORED_PREFIXES.models),
          write: keysUnder(STORED_PREFIXES.rejects, STORED_PREFIXES.models),
          reason: writtenReason,
        },
      },
    });
    training.bindStart(fn);
    return fn;
  }
}
