import type { S3Event, S3EventRecord, SQSRecord } from 'aws-lambda';
import { CodedError } from '../core/errors/coded-error.ts';
import type { UploadEvent } from '../use-cases/uploads/upload-event.ts';

/** Thrown for a message that is not JSON: it is left to be redelivered, and at last to the dead letters. */
export class ObjectEventError extends CodedError<'not-json'> {}

const SHOWN_CHARACTERS = 40;

/** What a message tells of. */
export interface ObjectEvents {
  readonly uploads: readonly UploadEvent[];
  /** What in it is no upload, in words for the log: it would be none the next time either. */
  readonly ignored: readonly string[];
}

/**
 * The uploads that an SQS message of S3 tells of. S3 sends a test event, without records, when notifications are set up.
 * @throws ObjectEventError
 */
export function objectEventsOf({ body, messageId }: Pick<SQSRecord, 'body' | 'messageId'>): ObjectEvents {
  const records = recordsOf(body, messageId);
  if (!Array.isArray(records)) return { uploads: [], ignored: ['a message without Records, such as s3:TestEvent'] };
  const events = records.map(uploadEventOf);
  return {
    uploads: events.filter((event) => typeof event !== 'string'),
    ignored: events.filter((event) => typeof event === 'string'),
  };
}

function recordsOf(body: string, messageId: string): Partial<S3Event>['Records'] {
  try {
    return (JSON.parse(body) as Partial<S3Event> | null)?.Records;
  } catch (cause) {
    throw new ObjectEventError(
      'not-json',
      `message ${messageId} is not JSON but begins with "${body.slice(0, SHOWN_CHARACTERS)}", expected an S3 notification: ` +
        'see who else sends to the queue',
      { cause },
    );
  }
}

/** @returns the upload, or why it is none. */
function uploadEventOf(record: S3EventRecord): UploadEvent | string {
  const { eventName, eventTime, s3 } = record;
  if (!eventName?.startsWith('ObjectCreated:')) return `a record of ${eventName}, expected ObjectCreated`;
  const key = decodedKey(s3?.object?.key ?? '');
  if (!key) return `a record whose key is ${s3?.object?.key}, expected percent-encoded text`;
  if (Number.isNaN(Date.parse(eventTime))) return `a record of ${key} whose time is ${eventTime}, expected RFC 3339`;
  const { eTag, sequencer } = s3.object;
  const time = new Date(eventTime).toISOString();
  return { key, etag: (eTag ?? '').replaceAll('"', ''), sequencer: sequencer ?? '', eventTime: time };
}

/** In notifications a space is `+` and everything else percent-encoded, once. */
function decodedKey(key: string): string | undefined {
  try {
    return decodeURIComponent(key.replaceAll('+', ' '));
  } catch {
    return undefined;
  }
}
