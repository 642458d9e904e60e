import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import {
  catalogFloor,
  clock,
  compactionStarter,
  continuationQueue,
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
import { fillTexts } from '../composition/text-vectors.ts';
import { isOutOfTime } from '../use-cases/common/deadline.ts';
import { startCatalogRun } from '../use-cases/training-uploads/start-catalog-run.ts';
import { continueUpload } from '../use-cases/uploads/continue-upload.ts';
import { ingestCatalog } from '../use-cases/uploads/ingest-catalog.ts';
import type { UploadEvent } from '../use-cases/uploads/upload-event.ts';
import { FailedMessages } from './messages/failed-messages.ts';
import { type MessageOfUpload, readUploads } from './messages/upload-messages.ts';

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
  continuations: continuationQueue(),
  onWarning: (cause: unknown) => logWarning('an upload cannot resume where an invocation ended', cause),
  fillTexts,
  clock,
};

/** After these outcomes lines may have been written: a file that breaks off was written up to there. */
const WRITING = new Set<string>(['done', 'failed', 'continued']);
/**
 * After these outcomes no more lines come. A repeated event may be that of an upload after which no run could be
 * started.
 */
const COMPLETE = new Set<string>(['done', 'failed', 'duplicate']);

/**
 * Ingests uploaded catalogs, then requests a compaction of the snapshot, and a run if the shop has no version of the
 * catalog. A message of its own continues an upload that is not finished in time. Only messages that fail come again.
 */
export const handler = async (event: SQSEvent, context: Context): Promise<SQSBatchResponse> => {
  startInvocation(context);
  const failed = new FailedMessages();
  const written = new Map<string, string>();
  let isChanged = false;
  const uploads = readUploads(event, failed);
  await failed.takeOutLost(ports, uploads);
  for (const [upload, message] of uploads) {
    const { key } = upload;
    logger.appendKeys({ key });
    try {
      const outcome = await takeUpload(upload, message, context);
      logger.info('catalog upload', { key, outcome, continuations: message.continuation.count });
      isChanged ||= WRITING.has(outcome);
      if (COMPLETE.has(outcome)) written.set(key, message.id);
    } catch (cause) {
      await failed.addUpload(ports, upload, message, cause);
    }
  }
  logger.removeKeys(['key']);
  if (isChanged) await requestCompaction();
  if (written.size > 0) await requestRun(written, failed);
  return failed.response;
};

async function takeUpload(upload: UploadEvent, { continuation }: MessageOfUpload, context: Context) {
  const remaining = () => context.getRemainingTimeInMillis();
  try {
    return await ingestCatalog(ports, upload, remaining);
  } catch (cause) {
    if (!isOutOfTime(cause, remaining)) throw cause;
    return continueUpload(ports, upload, continuation);
  }
}

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
