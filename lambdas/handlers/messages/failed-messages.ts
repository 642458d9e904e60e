import type { SQSBatchResponse } from 'aws-lambda';
import { logger, logWarning } from '../../composition/logger.ts';
import { toError } from '../../core/errors/error-text.ts';
import {
  type FailedMessage,
  giveUpLostUpload,
  giveUpUpload,
  isUsedUp,
} from '../../use-cases/uploads/give-up-upload.ts';
import type { UploadEvent } from '../../use-cases/uploads/upload-event.ts';
import type { UploadJobPorts } from '../../use-cases/uploads/upload-job.ts';

/** What of a message decides if it comes again. */
interface Receipt extends FailedMessage {
  readonly id: string;
}

/** The messages of a batch that have to come again. All others are done. */
export class FailedMessages {
  readonly #ids = new Set<string>();

  /** Logs the cause, and adds the message. */
  add(messageId: string, cause: unknown, about: Readonly<Record<string, unknown>> = {}): void {
    logger.error('message failed', { messageId, ...about, error: toError(cause) });
    this.#ids.add(messageId);
  }

  /** Adds the message of an upload. One that is not delivered again ends the job. */
  async addUpload(ports: UploadJobPorts, upload: UploadEvent, message: Receipt, cause: unknown): Promise<void> {
    this.add(message.id, cause, { key: upload.key });
    await giveUpUpload(ports, upload, message, cause).catch((again) => logWarning('a job was not ended', again));
  }

  /** Takes uploads out of a batch whose attempts are used up, ends their jobs, and leaves their messages to the dead letters. */
  async takeOutLost(ports: UploadJobPorts, uploads: Map<UploadEvent, Receipt>): Promise<void> {
    for (const [upload, message] of uploads) {
      const { id, receives } = message;
      if (!isUsedUp(receives)) continue;
      uploads.delete(upload);
      this.add(id, new Error(`received ${receives} times: the attempts are used up`), { key: upload.key });
      await giveUpLostUpload(ports, upload, message).catch((cause) => logWarning('a job was not ended', cause));
    }
  }

  /** The answer for Lambda's event source: it leaves these messages in the queue. */
  get response(): SQSBatchResponse {
    return { batchItemFailures: [...this.#ids].map((itemIdentifier) => ({ itemIdentifier })) };
  }
}
