import type { SQSBatchResponse } from 'aws-lambda';
import { logger, logWarning } from '../../composition/logger.ts';
import { toError } from '../../core/errors/error-text.ts';
import { giveUpUpload } from '../../use-cases/uploads/give-up-upload.ts';
import type { UploadEvent } from '../../use-cases/uploads/upload-event.ts';
import type { UploadJobPorts } from '../../use-cases/uploads/upload-job.ts';

/** The messages of a batch that have to come again. All others are done. */
export class FailedMessages {
  readonly #ids = new Set<string>();

  /** Logs the cause, and adds the message. */
  add(messageId: string, cause: unknown, about: Readonly<Record<string, unknown>> = {}): void {
    logger.error('message failed', { messageId, ...about, error: toError(cause) });
    this.#ids.add(messageId);
  }

  /** Adds the message of an upload. One that is not delivered again ends the job. */
  async addUpload(
    ports: UploadJobPorts,
    upload: UploadEvent,
    { id, receives }: { readonly id: string; readonly receives: number },
    cause: unknown,
  ): Promise<void> {
    this.add(id, cause, { key: upload.key });
    await giveUpUpload(ports, upload, receives, cause).catch((again) => logWarning('a job was not ended', again));
  }

  /** The answer for Lambda's event source: it leaves these messages in the queue. */
  get response(): SQSBatchResponse {
    return { batchItemFailures: [...this.#ids].map((itemIdentifier) => ({ itemIdentifier })) };
  }
}
