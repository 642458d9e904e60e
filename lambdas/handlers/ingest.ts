import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { ingestCatalog } from '../use-cases/ingest-catalog.ts';
import { clock, jobStore, modelCache, objectInbox, productStore, reportStore, vectorStore } from './compose.ts';
import { logger } from './logger.ts';
import { FailedMessages, uploadsOf } from './upload-messages.ts';

const ports = {
  products: productStore(),
  vectors: vectorStore(),
  models: modelCache(),
  inbox: objectInbox(),
  reports: reportStore(),
  jobs: jobStore(),
  clock,
};

/** Takes uploaded catalogs in; a message that fails comes back alone, the others are done. */
export const handler = async (event: SQSEvent, context: Context): Promise<SQSBatchResponse> => {
  const failed = new FailedMessages();
  for (const [upload, messageId] of uploadsOf(event, failed)) {
    const { key } = upload;
    try {
      const outcome = await ingestCatalog(ports, upload, () => context.getRemainingTimeInMillis());
      logger.info('catalog upload', { key, outcome });
    } catch (cause) {
      failed.add(messageId, cause, { key });
    }
  }
  return failed.response;
};
