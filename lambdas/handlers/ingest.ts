import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import {
  catalogFloor,
  clock,
  compactionStarter,
  jobStore,
  metrics,
  modelPointers,
  modelRegistry,
  productStore,
  reportStore,
  runStarter,
  uploadStore,
  vectorStore,
} from '../composition/compose.ts';
import { startInvocation } from '../composition/invocation.ts';
import { logger, logWarning } from '../composition/logger.ts';
import { modelCache } from '../composition/models.ts';
import { startCatalogRun } from '../use-cases/training-uploads/start-catalog-run.ts';
import { ingestCatalog } from '../use-cases/uploads/ingest-catalog.ts';
import { FailedMessages } from './messages/failed-messages.ts';
import { readUploads } from './messages/upload-messages.ts';

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
  registry: modelRegistry(),
  starter: runStarter(),
  floor: catalogFloor(),
  uploadStore: uploadStore(),
  reports: reportStore(),
  jobs: jobStore(),
  metrics: metrics(),
  clock,
};

/**
 * Ingests uploaded catalogs, then requests a compaction of the snapshot, and a run if the shop has no version of the
 * catalog. Only messages that fail come again.
 */
export const handler = async (event: SQSEvent, context: Context): Promise<SQSBatchResponse> => {
  startInvocation(context);
  const failed = new FailedMessages();
  const written = new Map<string, string>();
  let isChanged = false;
  for (const [upload, messageId] of readUploads(event, failed)) {
    const { key } = upload;
    try {
      const outcome = await ingestCatalog(ports, upload, () => context.getRemainingTimeInMillis());
      logger.info('catalog upload', { key, outcome });
      // A file that breaks off was written up to there.
      isChanged ||= outcome === 'done' || outcome === 'failed';
      // A repeated event may be that of an upload after which no run could be started.
      if (outcome === 'done' || outcome === 'failed' || outcome === 'duplicate') written.set(key, messageId);
    } catch (cause) {
      failed.add(messageId, cause, { key });
    }
  }
  if (isChanged) await requestCompaction();
  if (written.size > 0) await requestRun(written, failed);
  return failed.response;
};

/** After a failure the messages come again: nothing else would start the run. */
async function requestRun(written: ReadonlyMap<string, string>, failed: FailedMessages): Promise<void> {
  try {
    const run = await startCatalogRun(ports, [...written.keys()]);
    if (run) logger.info('catalog run', { runId: run.id, state: run.state });
  } catch (cause) {
    for (const [key, messageId] of written) failed.add(messageId, cause, { key });
  }
}

/** A failure is only logged: the products are stored, and search reads changes that the snapshot lacks. */
async function requestCompaction(): Promise<void> {
  try {
    await compaction.start(CHECK_ALWAYS);
  } catch (cause) {
    logWarning('no compaction requested', cause);
  }
}
