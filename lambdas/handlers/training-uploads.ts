import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import {
  clock,
  continuationQueue,
  idempotencyStore,
  jobStore,
  metrics,
  modelPointers,
  modelRegistry,
  productStore,
  reportStore,
  runStarter,
  stepBackoff,
  uploadStore,
  weightsStore,
} from '../composition/compose.ts';
import { choiceVariable } from '../composition/environment.ts';
import { startInvocation } from '../composition/invocation.ts';
import { logger, logWarning } from '../composition/logger.ts';
import { modelCache } from '../composition/models.ts';
import { isOutOfTime } from '../use-cases/common/deadline.ts';
import { answerTrainingUploads } from '../use-cases/training-uploads/answer-training-uploads.ts';
import type { Continuation } from '../use-cases/uploads/continuation.ts';
import { continueUpload } from '../use-cases/uploads/continue-upload.ts';
import type { UploadEvent } from '../use-cases/uploads/upload-event.ts';
import { FailedMessages } from './messages/failed-messages.ts';
import { readUploads } from './messages/upload-messages.ts';

/** Whether small uploads of triplets lead to an online step or to a training run, if `head` exists. */
const smallUploads = choiceVariable('SMALL_UPLOADS', ['step', 'run']);
const ports = {
  uploadStore: uploadStore(),
  reports: reportStore(),
  jobs: jobStore(),
  metrics: metrics(),
  starter: runStarter(),
  products: productStore(),
  weights: weightsStore(),
  registry: modelRegistry(),
  pointers: modelPointers(),
  models: modelCache(),
  idempotency: idempotencyStore(),
  backoff: stepBackoff(),
  continuations: continuationQueue(),
  onWarning: (cause: unknown) => logWarning('an upload cannot resume where an invocation ended', cause),
  clock,
};

/**
 * Takes a step from `head` on each small upload of triplets, and starts one training run for all other uploads of a
 * batch. A message of its own continues what is not read in time.
 */
export const handler = async (event: SQSEvent, context: Context): Promise<SQSBatchResponse> => {
  startInvocation(context);
  const failed = new FailedMessages();
  const uploads = readUploads(event, failed);
  await failed.takeOutLost(ports, uploads);
  const remaining = () => context.getRemainingTimeInMillis();
  const failures = await answerTrainingUploads(ports, [...uploads.keys()], { smallUploads, remaining });
  const [first] = uploads.keys();
  for (const [upload, cause] of failures) {
    const message = uploads.get(upload)!;
    const fail = (reason: unknown) => failed.addUpload(ports, upload, message, reason);
    if (!isOutOfTime(cause, remaining)) await fail(cause);
    else await continueLater(upload, message.continuation, upload !== first).catch(fail);
  }
  return failed.response;
};

/** @param isBehind Whether other uploads of the batch took time: only the first upload has all of it. */
async function continueLater(upload: UploadEvent, continuation: Continuation, isBehind: boolean): Promise<void> {
  const outcome = await continueUpload(ports, upload, continuation, () => isBehind);
  logger.info('training upload', { key: upload.key, outcome, continuations: continuation.count });
}
