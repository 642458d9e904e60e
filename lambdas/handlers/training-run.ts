import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { trainingConfig } from '../core/training/training-config.ts';
import { runTraining } from '../use-cases/run-training.ts';
import type { UploadEvent } from '../use-cases/upload-event.ts';
import {
  clock,
  jobStore,
  modelPointers,
  modelRegistry,
  objectInbox,
  productStore,
  reportStore,
  vectorStore,
  weightsStore,
} from './compose.ts';
import { logger } from './logger.ts';
import { uploadEventsOf } from './object-events.ts';

const config = trainingConfig(JSON.parse(process.env.TRAINING_CONFIG ?? '{}'));
const ports = {
  products: productStore(),
  vectors: vectorStore(),
  weights: weightsStore(),
  registry: modelRegistry(),
  pointers: modelPointers(),
  inbox: objectInbox(),
  reports: reportStore(),
  jobs: jobStore(),
  clock,
};

/** One training run for all the uploads of a batch: a burst of uploads is learnt from once. */
export const handler = async (event: SQSEvent, context: Context): Promise<SQSBatchResponse> => {
  const uploads: UploadEvent[] = [];
  const failed: string[] = [];
  const readable: string[] = [];
  for (const record of event.Records) {
    try {
      uploads.push(...uploadEventsOf(record));
      readable.push(record.messageId);
    } catch (cause) {
      logger.error('not an upload', { messageId: record.messageId, error: cause as Error });
      failed.push(record.messageId);
    }
  }
  try {
    if (uploads.length > 0) await runTraining(ports, uploads, config, () => context.getRemainingTimeInMillis());
  } catch (cause) {
    logger.error('training run failed', { keys: uploads.map((upload) => upload.key), error: cause as Error });
    failed.push(...readable);
  }
  return { batchItemFailures: failed.map((itemIdentifier) => ({ itemIdentifier })) };
};
