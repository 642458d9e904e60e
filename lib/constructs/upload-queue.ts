import { ArnFormat, Duration, Stack } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct, type IDependable } from 'constructs';
import type { Alarms } from './alarms.ts';
import type { KindredFunction } from './kindred-function.ts';

export interface UploadQueueProps {
  readonly consumer: KindredFunction;
  /** Messages that the consumer is given at once, 1 to 10. */
  readonly batchSize: number;
  /** How long to wait for a batch to fill. @default not at all */
  readonly batchingWindow?: Duration;
  /** Consumers that run at once, at least 2: set here because reserved concurrency is taken from the whole account. */
  readonly maxConcurrency: number;
  readonly alarms: Alarms;
}

/** Tries before a message moves to the dead-letter queue. */
const maxReceiveCount = 5;
/** Of CloudFormation's own name for a bucket, the part that is certainly the stack's. */
const bucketNamePrefixLength = 20;

/** Upload events on their way to one function; what fails too often ends in a dead-letter queue, and an alarm says so. */
export class UploadQueue extends Construct {
  readonly queue: Queue;
  readonly deadLetters: Queue;
  /** What a bucket has to wait for before it names this queue. */
  readonly policy: IDependable;

  constructor(scope: Construct, id: string, props: UploadQueueProps) {
    super(scope, id);
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
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount },
    });
    this.feed(props);
    this.alarm(props.alarms, id);
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

  private alarm(alarms: Alarms, id: string): void {
    alarms.onFirst(this, 'DeadLetterAlarm', {
      description: `${id}: an upload event failed ${maxReceiveCount} times and waits in the dead-letter queue; read it, mend the cause, redrive it.`,
      metric: this.deadLetters.metricApproximateNumberOfMessagesVisible({
        period: Duration.minutes(5),
        statistic: 'Maximum',
      }),
    });
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
