import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { logger } from '../composition/logger.ts';
import { toError } from '../core/errors/error-text.ts';
import type { UploadEvent } from '../use-cases/uploads/upload-event.ts';
import { objectEventsOf } from './object-events.ts';

/** The messages of a batch that have to come again; the others are done. */
export class FailedMessages {
  readonly #ids = new Set<string>();

  add(messageId: string, cause: unknown, about: Readonly<Record<string, unknown>> = {}): void {
    const error = toError(cause);
    logger.error('message failed', { messageId, ...about, error });
    this.#ids.add(messageId);
  }

  /** The answer that tells Lambda's event source which messages to leave in the queue. */
  get response(): SQSBatchResponse {
    return { batchItemFailures: [...this.#ids].map((itemIdentifier) => ({ itemIdentifier })) };
  }
}

/** The uploads of a batch, each with its message. Messages that are not JSON have failed; what is no upload is logged. */
export function uploadsOf(event: SQSEvent, failed: FailedMessages): Map<UploadEvent, string> {
  const uploads = new Map<UploadEvent, string>();
  for (const record of event.Records) {
    const { messageId } = record;
    try {
      const told = objectEventsOf(record);
      for (const reason of told.ignored) logger.warn('ignored', { messageId, reason });
      for (const upload of told.uploads) uploads.set(upload, messageId);
    } catch (cause) {
      failed.add(messageId, cause);
    }
  }
  return uploads;
}
