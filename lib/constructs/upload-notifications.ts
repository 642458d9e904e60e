import type { CfnBucket } from 'aws-cdk-lib/aws-s3';
import type { PrivateBucket } from './private-bucket.ts';
import type { UploadQueue } from './upload-queue.ts';

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
