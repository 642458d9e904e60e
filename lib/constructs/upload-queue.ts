import { ArnFormat, Stack } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { CfnBucket } from 'aws-cdk-lib/aws-s3';
import type { Construct, IDependable } from 'constructs';
import { MAX_UPLOAD_RECEIVES } from '../../lambdas/shared/retry.ts';
import { FunctionQueue, type FunctionQueueProps } from './function-queue.ts';
import type { PrivateBucket } from './private-bucket.ts';

/** CloudFormation's name for a bucket starts with the stack's name, of which at least this part is preserved. */
const bucketNamePrefixLength = 20;

/** The queue of upload events for one function. */
export class UploadQueue extends FunctionQueue {
  /** Must be created before a bucket that names this queue. */
  readonly policy: IDependable;

  constructor(scope: Construct, id: string, props: Omit<FunctionQueueProps, 'maxReceives'>) {
    super(scope, id, { ...props, maxReceives: MAX_UPLOAD_RECEIVES });
    this.policy = this.acceptUploads();
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
