import type { S3Event, S3EventRecord, SQSEvent, SQSRecord } from 'aws-lambda';
import { logger } from '../../composition/logger.ts';
import { CodedError } from '../../core/errors/coded-error.ts';
import type { UploadEvent } from '../../use-cases/uploads/upload-event.ts';
import type { FailedMessages } from './failed-messages.ts';

/**
 * Reads the uploads of a batch, each with the id of its message. A message that is not JSON has failed; records that
 * are no uploads are logged.
 */
export function readUploads(event: SQSEvent, failed: FailedMessages): Map<UploadEvent, string> {
  const uploads = new Map<UploadEvent, string>();
  for (const record of event.Records) {
    const { messageId } = record;
    try {
      const message = parseUploadMessage(record);
      for (const reason of message.ignored) logger.warn('record ignored', { messageId, reason });
      for (const upload of message.uploads) uploads.set(upload, messageId);
    } catch (cause) {
      failed.add(messageId, cause);
    }
  }
  return uploads;
}

/** Thrown for a message that is not JSON. It is delivered again, and ends in the dead-letter queue. */
export class UploadMessageError extends CodedError<'not-json'> {}

export interface UploadMessage {
  readonly uploads: readonly UploadEvent[];
  /** Why other records of the message are no uploads, for the log. Delivering them again would not change that. */
  readonly ignored: readonly string[];
}

/**
 * Parses the S3 notification in an SQS message. S3 sends a test event, without records, when notifications are set up.
 * @throws UploadMessageError
 */
export function parseUploadMessage({ body, messageId }: Pick<SQSRecord, 'body' | 'messageId'>): UploadMessage {
  const records = parseRecords(body, messageId);
  if (!Array.isArray(records)) return { uploads: [], ignored: ['a message without Records, such as s3:TestEvent'] };
  const events = records.map(parseRecord);
  return {
    uploads: events.filter((event) => typeof event !== 'string'),
    ignored: events.filter((event) => typeof event === 'string'),
  };
}

const SHOWN_CHARACTERS = 40;

function parseRecords(body: string, messageId: string): Partial<S3Event>['Records'] {
  try {
    return (JSON.parse(body) as Partial<S3Event> | null)?.Records;
  } catch (cause) {
    throw new UploadMessageError(
      'not-json',
      `message ${messageId} begins with "${body.slice(0, SHOWN_CHARACTERS)}", expected the JSON of an S3 notification: ` +
        'check which other senders the queue has',
      { cause },
    );
  }
}

/** @returns the upload, or why the record is none. */
function parseRecord(record: S3EventRecord): UploadEvent | string {
  const { eventName, eventTime, s3 } = record;
  if (!eventName?.startsWith('ObjectCreated:')) return `a record of ${eventName}, expected ObjectCreated`;
  const key = decodeKey(s3?.object?.key ?? '');
  if (!key) return `a record whose key is ${s3?.object?.key}, expected percent-encoded text`;
  if (Number.isNaN(Date.parse(eventTime))) return `a record of ${key} whose time is ${eventTime}, expected RFC 3339`;
  const { eTag, sequencer } = s3.object;
  const time = new Date(eventTime).toISOString();
  return { key, etag: (eTag ?? '').replaceAll('"', ''), sequencer: sequencer ?? '', eventTime: time };
}

/** In notifications a space is `+`, and everything else is percent-encoded once. */
function decodeKey(key: string): string | undefined {
  try {
    return decodeURIComponent(key.replaceAll('+', ' '));
  } catch {
    return undefined;
  }
}
