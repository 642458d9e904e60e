import type { S3Event, SQSRecord } from 'aws-lambda';
import type { UploadEvent } from '../use-cases/upload-event.ts';

/** Thrown for a message that is not an S3 notification: it is left to be redelivered, and at last to the dead letters. */
export class ObjectEventError extends Error {
  override readonly name = 'ObjectEventError';
}

/**
 * The uploads that an SQS message of S3 tells of. A test event, which S3 sends when notifications are set up, tells of none.
 * @throws ObjectEventError
 */
export function uploadEventsOf(record: Pick<SQSRecord, 'body' | 'messageId'>): UploadEvent[] {
  const body = parsed(record);
  if (!('Records' in body)) {
    if ('Event' in body && body.Event === 's3:TestEvent') return [];
    throw new ObjectEventError(`message ${record.messageId} has no Records: it is not an S3 notification`);
  }
  return (body as S3Event).Records.filter((one) => one.eventName.startsWith('ObjectCreated:')).map((one) => ({
    key: decodedKey(one.s3.object.key),
    etag: one.s3.object.eTag ?? '',
    sequencer: one.s3.object.sequencer ?? '',
    eventTime: new Date(one.eventTime).toISOString(),
  }));
}

function parsed({ body, messageId }: Pick<SQSRecord, 'body' | 'messageId'>): object {
  try {
    const json: unknown = JSON.parse(body);
    if (typeof json === 'object' && json !== null) return json;
  } catch {
    // Told of below, as any other text that is not an object.
  }
  throw new ObjectEventError(`message ${messageId} is not a JSON object`);
}

/** In notifications a space is `+` and everything else percent-encoded, once. */
function decodedKey(key: string): string {
  try {
    return decodeURIComponent(key.replaceAll('+', ' '));
  } catch (cause) {
    throw new ObjectEventError(`key ${key} is not percent-encoded`, { cause });
  }
}
