import type { SQSBatchResponse } from 'aws-lambda';
import { logger } from '../../composition/logger.ts';
import { toError } from '../../core/errors/error-text.ts';

/** The messages of a batch that have to come again. All others are done. */
export class FailedMessages {
  readonly #ids = new Set<string>();

  /** Logs the cause, and adds the message. */
  add(messageId: string, cause: unknown, about: Readonly<Record<string, unknown>> = {}): void {
    logger.error('message failed', { messageId, ...about, error: toError(cause) });
    this.#ids.add(messageId);
  }

  /** The answer for Lambda's event source: it leaves these messages in the queue. */
  get response(): SQSBatchResponse {
    return { batchItemFailures: [...this.#ids].map((itemIdentifier) => ({ itemIdentifier })) };
  }
}
