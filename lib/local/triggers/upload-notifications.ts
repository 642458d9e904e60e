import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { ObjectEvent } from '../objects/object-event.ts';
import { LOCAL_REGION } from '../template/intrinsic-functions.ts';
import type { NotificationModel } from '../template/stack-model.ts';

/** The message that S3 sends for a created object. In keys, a space is `+` and other characters are percent-encoded. */
export function buildNotification(event: ObjectEvent): object {
  const key = encodeURIComponent(event.key).replaceAll('%2F', '/').replaceAll('%20', '+');
  return {
    Records: [
      {
        eventVersion: '2.1',
        eventSource: 'aws:s3',
        awsRegion: LOCAL_REGION,
        eventTime: event.eventTime,
        eventName: event.eventName,
        s3: {
          s3SchemaVersion: '1.0',
          bucket: { name: event.bucket, arn: `arn:aws:s3:::${event.bucket}` },
          object: { key, size: event.bytes, eTag: event.etag, sequencer: event.sequencer },
        },
      },
    ],
  };
}

/** The queue for an object by the template's notifications; undefined if there is none. */
export function findQueue(
  event: Pick<ObjectEvent, 'bucket' | 'key'>,
  notifications: readonly NotificationModel[],
): string | undefined {
  return notifications.find(
    ({ bucket, prefix, suffix }) =>
      bucket === event.bucket && event.key.startsWith(prefix) && event.key.endsWith(suffix),
  )?.queueName;
}

/** Sends the notification of a created object to its queue, if present. */
export async function notify(
  event: ObjectEvent,
  notifications: readonly NotificationModel[],
  queueUrls: ReadonlyMap<string, string>,
  sqs: SQSClient,
): Promise<void> {
  const queueName = findQueue(event, notifications);
  if (queueName === undefined) return;
  const MessageBody = JSON.stringify(buildNotification(event));
  await sqs.send(new SendMessageCommand({ QueueUrl: queueUrls.get(queueName)!, MessageBody }));
}
