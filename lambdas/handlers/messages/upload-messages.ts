import type { S3Event, S3EventRecord, SQSEvent, SQSRecord } from 'aws-lambda';
import { logger } from '../../composition/logger.ts';
import { CodedError } from '../../core/errors/coded-error.ts';
import { type Continuation, readContinuation } from '../../use-cases/uploads/continuation.ts';
import type { UploadEvent } from '../../use-cases/uploads/upload-event.ts';
import type { FailedMessages } from './failed-messages.ts';

/** The message that announces an upload, or continues it. */
export interface MessageOfUpload {
  readonly id: string;
  readonly continuation: Continuation;
  /** How often it was received, with this time. */
  readonly receives: number;
}

/**
 * Reads the uploads of a batch, each with its message. A message that is not JSON has failed; records that are no
 * uploads are logged.
 */
export function readUploads(event: SQSEvent, failed: FailedMessages): Map<UploadEvent, MessageOfUpload> {
  const uploads = new Map<UploadEvent, MessageOfUpload>();
  for (const record of event.Records) {
    const { messageId, attributes } = record;
    const receives = Number(attributes.ApproximateReceiveCount);
    try {
      const message = parseUploadMessage(record);
      for (const reason of message.ignored) logger.warn('record ignored', { messageId, reason });
      const { continuation } = message;
      for (const upload of message.uploads) uploads.set(upload, { id: messageId, continuation, receives });
    } catch (cause) {
      failed.add(messageId, cause);
    }
  }
  return uploads;
}

/** Thrown for a message that nobody of the stack has sent. It is delivered again, and ends in the dead-letter queue. */
export class UploadMessageError extends CodedError<'not-json' | 'bad-continuation'> {}

export interface UploadMessage {
  readonly uploads: readonly UploadEvent[];
  /** Why other records of the message are no uploads, for the log. Delivering them again would not change that. */
  readonly ignored: readonly string[];
  readonly continuation: Continuation;
}

/**
 * Parses the S3 notification in an SQS message. S3 sends a test event, without records, when notifications are set up.
 * @throws UploadMessageError
 */
export function parseUploadMessage({ body, messageId }: Pick<SQSRecord, 'body' | 'messageId'>): UploadMessage {
  const message = parseBody(body, messageId);
  const records = message?.Records;
  const continuation = readContinuation(message?.continuation);
  if (continuation === undefined) {
    const found = JSON.stringify(message?.continuation).slice(0, SHOWN_CHARACTERS);
    throw new UploadMessageError(
      'bad-continuation',
      `message ${messageId} has the continuation ${found}, expected count and progress: ${CHECK_SENDERS}`,
    );
  }
  if (!Array.isArray(records)) {
    return { uploads: [], ignored: ['a message without Records, such as s3:TestEvent'], continuation };
  }
  const events = records.map(parseRecord);
  return {
    continuation,
    uploads: events.filter((event) => typeof event !== 'string'),
    ignored: events.filter((event) => typeof event === 'string'),
  };
}

const SHOWN_CHARACTERS = 40;
const CHECK_SENDERS = 'check which other senders the queue has';

type UploadBody = Partial<S3Event> & { readonly continuation?: unknown };

function parseBody(body: string, messageId: string): UploadBody | null {
  try {
    return JSON.parse(body) as UploadBody | null;
  } catch (cause) {
    throw new UploadMessageError(
      'not-json',
      `message ${messageId} begins with "${body.slice(0, SHOWN_CHARACTERS)}", expected the JSON of an S3 notification: ` +
        CHECK_SENDERS,
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
