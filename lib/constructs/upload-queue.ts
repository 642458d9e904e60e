import { ArnFormat, Duration, Stack } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import type { CfnBucket } from 'aws-cdk-lib/aws-s3';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct, type IDependable } from 'constructs';
import type { KindredFunction } from './kindred-function.ts';
import type { PrivateBucket } from './private-bucket.ts';

export interface UploadQueueProps {
  readonly consumer: KindredFunction;
  /** Messages that the consumer is given at once, 1 to 10. */
  readonly batchSize: number;
  /** How long to wait for a batch to fill. @default not at all */
  readonly batchingWindow?: Duration;
  /** Consumers that run at once, at least 2: set here because reserved concurrency is taken from the whole account. */
  readonly maxConcurrency: number;
}

/** Tries before a message moves to the dead-letter queue. */
export const MAX_RECEIVE_COUNT = 5;
/** Of CloudFormation's own name for a bucket, the part that is certainly the stack's. */
const bucketNamePrefixLength = 20;

/** Upload events on their way to one function; what fails too often ends in a dead-letter queue, and an alarm says so. */
export class UploadQueue extends Construct {
  readonly consumer: KindredFunction;
  readonly queue: Queue;
  readonly deadLetters: Queue;
  /** What a bucket has to wait for before it names this queue. */
  readonly policy: IDependable;

  constructor(scope: Construct, id: string, props: UploadQueueProps) {
    super(scope, id);
    this.consumer = props.consumer;
    const retentionPeriod = Duration.days(14);
    this.deadLetters = new Queue(this, 'DeadLetters', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod,
    });
    this.queue = new Queue(this, 'Queue', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod,
      // AWS asks for six times the function's timeout, so that a throttled poll does not hand a message out twice.
      visibilityTimeout: Duration.seconds(6 * props.consumer.timeout.toSeconds()),
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: MAX_RECEIVE_COUNT },
    });
    this.feed(props);
    this.policy = this.acceptUploads();
  }

  private feed(props: UploadQueueProps): void {
    props.consumer.lambda.addEventSource(
      new SqsEventSource(this.queue, {
        batchSize: props.batchSize,
        maxConcurrency: props.maxConcurrency,
        reportBatchItemFailures: true,
        ...(props.batchingWindow && { maxBatchingWindow: props.batchingWindow }),
      }),
    );
  }

  /**
   * Lets S3 send. S3 checks this while the bucket is created, so the policy has to stand before there is a bucket to name:
   * the condition names the account and the beginning of the names that CloudFormation gives the stack's buckets.
   */
  private acceptUploads(): IDependable {
    const stack = Stack.of(this);
    const bucketNamePrefix = stack.stackName.toLowerCase().slice(0, bucketNamePrefixLength);
    const added = this.queue.addToResourcePolicy(
      new PolicyStatement({
        sid: 'UploadEvents',
        principals: [new ServicePrincipal('s3.amazonaws.com')],
        actions: ['sqs:SendMessage'],
        resources: [this.queue.queueArn],
        conditions: {
          StringEquals: { 'aws:SourceAccount': stack.account },
          ArnLike: {
            'aws:SourceArn': stack.formatArn({
              service: 's3',
              region: '',
              account: '',
              resource: `${bucketNamePrefix}-*`,
              arnFormat: ArnFormat.NO_RESOURCE_NAME,
            }),
          },
        },
      }),
    );
    return added.policyDependable ?? this.queue;
  }
}

/** Objects under `prefix` (ending in `/`) are announced on `queue`. */
export interface UploadNotification {
  readonly prefix: `${string}/`;
  readonly queue: UploadQueue;
}

/**
 * Announces new objects. Set on the resource itself: the construct's own way brings a custom resource, a function of
 * someone else's with rights over every bucket notification of the account.
 */
export function notifyUploads(uploads: PrivateBucket, notifications: readonly UploadNotification[]): void {
  uploads.resource.notificationConfiguration = {
    queueConfigurations: notifications.map(
      ({ prefix, queue }): CfnBucket.QueueConfigurationProperty => ({
        event: 's3:ObjectCreated:*',
        queue: queue.queue.queueArn,
        filter: { s3Key: { rules: [{ name: 'prefix', value: prefix }] } },
      }),
    ),
  };
  // S3 refuses a destination that does not accept its messages, so the policies of the queues come first.
  for (const { queue } of notifications) uploads.resource.node.addDependency(queue.policy);
}
