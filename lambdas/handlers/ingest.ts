import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import {
  catalogFloor,
  clock,
  compactionStarter,
  jobStore,
  modelCache,
  modelPointers,
  productStore,
  reportStore,
  uploadStore,
  vectorStore,
} from '../composition/compose.ts';
import { logger, logWarning } from '../composition/logger.ts';
import { ingestCatalog } from '../use-cases/uploads/ingest-catalog.ts';
import { FailedMessages, readUploads } from './upload-messages.ts';

/**
 * The request number for which `compact` always checks the snapshot, however large it is: an upload may change much of
 * it.
 */
const CHECK_ALWAYS = 0;

const compaction = compactionStarter();
const ports = {
  products: productStore(),
  vectors: vectorStore(),
  models: modelCache(),
  pointers: modelPointers(),
  floor: catalogFloor(),
  uploadStore: uploadStore(),
  reports: reportStore(),
  jobs: jobStore(),
  clock,
};

/** Ingests uploaded catalogs, then requests a compaction of the snapshot. Only messages that fail come again. */
export const handler = async (event: SQSEvent, context: Context): Promise<SQSBatchResponse> => {
  const failed = new FailedMessages();
  let isChanged = false;
  for (const [upload, messageId] of readUploads(event, failed)) {
    const { key } = upload;
    try {
      const outcome = await ingestCatalog(ports, upload, () => context.getRemainingTimeInMillis());
      logger.info('catalog upload', { key, outcome });
      // A file that breaks off was written up to there.
      isChanged ||= outcome === 'done' || outcome === 'failed';
    } catch (cause) {
      failed.add(messageId, cause, { key });
    }
  }
  if (isChanged) await requestCompaction();
  return failed.response;
};

/** A failure is only logged: the products are stored, and search reads changes that the snapshot lacks. */
async function requestCompaction(): Promise<void> {
  try {
    await compaction.start(CHECK_ALWAYS);
  } catch (cause) {
    logWarning('no compaction requested', cause);
  }
}
