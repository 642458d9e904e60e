import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { compactSnapshot } from '../use-cases/compact-snapshot.ts';
import type { RemainingTime } from '../use-cases/deadline.ts';
import { ingestCatalog } from '../use-cases/ingest-catalog.ts';
import {
  clock,
  jobStore,
  modelCache,
  objectInbox,
  productStore,
  reportStore,
  snapshotStore,
  vectorStore,
} from './compose.ts';
import { logger } from './logger.ts';
import { FailedMessages, uploadsOf } from './upload-messages.ts';

/** A snapshot of a million products takes about a minute; it is not begun when less is left. */
const COMPACTION_MILLISECONDS = 90_000;

const models = modelCache();
const ports = {
  products: productStore(),
  vectors: vectorStore(),
  models,
  snapshots: snapshotStore(),
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
  if (isChanged && context.getRemainingTimeInMillis() > COMPACTION_MILLISECONDS)
    await compact(() => context.getRemainingTimeInMillis());
  return failed.response;
};

/** What was ingested is safe without it: search reads the changes that a snapshot does not hold. */
async function compact(remaining: RemainingTime): Promise<void> {
  try {
    const live = await models.liveNow();
    const snapshot = live && (await compactSnapshot(ports, live.version, { remaining }));
    if (snapshot) logger.info('snapshot written', { modelVersion: live.version, products: snapshot.products });
  } catch (cause) {
    logger.warn('no snapshot written', { error: cause instanceof Error ? cause : new Error(String(cause)) });
  }
}
