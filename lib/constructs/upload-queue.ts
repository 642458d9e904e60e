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
  /** Maximum of messages in one invocation of the consumer, 1 to 10. */
  readonly batchSize: number;
  /** How long to wait for a full batch. @default no wait */
  readonly batchingWindow?: Duration;
  /**
   * Maximum of concurrent consumers, at least 2. Set here, because reserved concurrency would be taken from the whole
   * account.
   */
  readonly maxConcurrency: number;
}

/** Attempts before a message moves to the dead-letter queue. */
export const MAX_RECEIVE_COUNT = 5;
/** CloudFormation's name for a bucket starts with the stack's name, of which at least this part is preserved. */
const bucketNamePrefixLength = 20;

/**
 * The queue of upload events for one function. Events that fail too often move to a dead-letter queue with an alarm.
 */
export class UploadQueue extends Construct {
  readonly consumer: KindredFunction;
  readonly queue: Queue;
  readonly deadLetters: Queue;
  /** Must be created before a bucket that names this queue. */
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
      // AWS recommends six times the function's timeout, so that a throttled poll does not deliver a message twice.
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
   * Allows S3 to send messages. S3 checks this while the bucket is created, so the policy must exist before the bucket
   * and cannot name it: the condition names the account and the prefix of the bucket names that CloudFormation chooses.
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

/** New objects under `prefix` (ending in `/`) are announced on `queue`. */
export interface UploadNotification {
  readonly prefix: `${string}/`;
  readonly queue: UploadQueue;
}

/**
 * Sends the events of new objects to the queues. Set on the resource, because the construct would add a custom
 * resource: a foreign function with rights over every bucket notification of the account.
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
  // S3 refuses a destination that does not accept its messages, so the policies of the queues are created first.
  for (const { queue } of notifications) uploads.resource.node.addDependency(queue.policy);
}
