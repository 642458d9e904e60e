import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch';
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { ingestCatalog } from '../use-cases/ingest-catalog.ts';
import { clock, jobStore, modelCache, objectInbox, productStore, reportStore, vectorStore } from './compose.ts';
import { logger } from './logger.ts';
import { uploadEventsOf } from './object-events.ts';

const ports = {
  products: productStore(),
  vectors: vectorStore(),
  models: modelCache(),
  inbox: objectInbox(),
  reports: reportStore(),
  jobs: jobStore(),
  clock,
};
const processor = new BatchProcessor(EventType.SQS);

/** Takes uploaded catalogs in; a message that fails comes back alone, the others are done. */
export const handler = async (event: SQSEvent, context: Context): Promise<SQSBatchResponse> => {
  const ingest = async (record: SQSRecord): Promise<void> => {
    try {
      for (const upload of uploadEventsOf(record)) {
        const outcome = await ingestCatalog(ports, upload, () => context.getRemainingTimeInMillis());
        logger.info('catalog upload', { key: upload.key, outcome });
      }
    } catch (cause) {
      logger.error('catalog upload failed', { messageId: record.messageId, error: cause as Error });
      throw cause;
    }
  };
  return processPartialResponse(event, ingest, processor, {
    context,
    processInParallel: false,
    throwOnFullBatchFailure: false,
  });
};
