import { Duration, Validations } from 'aws-cdk-lib';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { MAX_RECEIVES } from '../../lambdas/shared/retry.ts';
import type { DataKey } from './data-key.ts';
import type { KindredFunction } from './kindred-function.ts';

export interface FunctionQueueProps {
  readonly consumer: KindredFunction;
  /** Maximum of messages in one invocation of the consumer, 1 to 10; 1 to 10,000 with a batching window. */
  readonly batchSize: number;
  /** How long to wait for a full batch, at most 5 minutes. @default no wait */
  readonly batchingWindow?: Duration;
  /**
   * Maximum of concurrent consumers, at least 2. Set here, because reserved concurrency would be taken from the whole
   * account.
   */
  readonly maxConcurrency: number;
  /** How often a message is received before it moves to the dead letters. @default the attempts at any message */
  readonly maxReceives?: number;
  /** The consumer sends messages to the queue itself, for what it could not finish in time. @default false */
  readonly continues?: boolean;
}

/** Encrypted, reachable over TLS only; messages stay as long as SQS allows. */
function queueDefaults(dataKey: DataKey | undefined) {
  return {
    ...(dataKey
      ? { encryption: QueueEncryption.KMS, encryptionMasterKey: dataKey.key }
      : { encryption: QueueEncryption.SQS_MANAGED }),
    enforceSSL: true,
    retentionPeriod: Duration.days(14),
  };
}

/** A queue for what has failed for good. Every one needs an alarm. */
export function deadLetterQueue(scope: Construct, id: string, dataKey: DataKey | undefined): Queue {
  const queue = new Queue(scope, id, queueDefaults(dataKey));
  const reason = 'It is a dead-letter queue: its messages wait for an operator, and an alarm tells of them.';
  Validations.of(queue).acknowledge({ id: 'Serverless-SQSRedrivePolicy', reason });
  return queue;
}

/** The queue of one function. Messages that fail too often move to a dead-letter queue with an alarm. */
export class FunctionQueue extends Construct {
  readonly consumer: KindredFunction;
  readonly queue: Queue;
  readonly deadLetters: Queue;

  constructor(scope: Construct, id: string, props: FunctionQueueProps) {
    super(scope, id);
    this.consumer = props.consumer;
    this.deadLetters = deadLetterQueue(this, 'DeadLetters', props.consumer.dataKey);
    this.queue = new Queue(this, 'Queue', {
      ...queueDefaults(props.consumer.dataKey),
      visibilityTimeout: visibilityTimeoutOf(props),
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: props.maxReceives ?? MAX_RECEIVES },
    });
    this.feed(props);
    if (props.continues) this.bindSend(props.consumer, 'CONTINUATION_QUEUE_URL');
  }

  /** Allows a function to send messages, and sets the variable with the address of the queue. */
  bindSend(fn: KindredFunction, variable: string): void {
    fn.lambda.addEnvironment(variable, this.queue.queueUrl);
    fn.allow(['sqs:SendMessage'], [this.queue.queueArn]);
    fn.dataKey?.allowWrites(fn);
  }

  private feed(props: FunctionQueueProps): void {
    const reason = `A message that fails ${MAX_RECEIVES} times moves to the dead-letter queue of the queue.`;
    props.consumer.explainFailures(reason);
    Validations.of(props.consumer.lambda).acknowledge({ id: 'Serverless-LambdaEventSourceMappingDestination', reason });
    props.consumer.lambda.addEventSource(
      new SqsEventSource(this.queue, {
        batchSize: props.batchSize,
        maxConcurrency: props.maxConcurrency,
        reportBatchItemFailures: true,
        ...(props.batchingWindow && { maxBatchingWindow: props.batchingWindow }),
      }),
    );
  }
}

/**
 * AWS recommends six times the function's timeout, and the batching window, so that a throttled poll does not deliver a
 * message twice.
 */
function visibilityTimeoutOf({ consumer, batchingWindow = Duration.seconds(0) }: FunctionQueueProps): Duration {
  return Duration.seconds(6 * consumer.timeout.toSeconds() + batchingWindow.toSeconds());
}
