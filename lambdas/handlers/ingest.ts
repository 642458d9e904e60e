import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import {
  clock,
  compactionStarter,
  jobStore,
  modelCache,
  objectInbox,
  productStore,
  reportStore,
  vectorStore,
} from '../composition/compose.ts';
import { logger } from '../composition/logger.ts';
import { toError } from '../core/errors/error-text.ts';
import { ingestCatalog } from '../use-cases/uploads/ingest-catalog.ts';
import { FailedMessages, uploadsOf } from './upload-messages.ts';

/** The ask that is looked into whatever the size of the snapshot: an upload may have changed much of it. */
const EVERY_SIZE = 0;

const compaction = compactionStarter();
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
  let isChanged = false;
  for (const [upload, messageId] of uploadsOf(event, failed)) {
    const { key } = upload;
    try {
      const outcome = await ingestCatalog(ports, upload, () => context.getRemainingTimeInMillis());
      logger.info('catalog upload', { key, outcome });
      isChanged ||= outcome === 'done';
    } catch (cause) {
      failed.add(messageId, cause, { key });
    }
  }
  if (isChanged) await requestCompaction();
  return failed.response;
};

/** What was ingested is safe without it: search reads the changes that a snapshot does not hold. */
async function requestCompaction(): Promise<void> {
  try {
    await compaction.start(EVERY_SIZE);
  } catch (cause) {
    logger.warn('no compaction asked for', { error: toError(cause) });
  }
}
