import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import {
  clock,
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
import { modelCache } from '../composition/models.ts';
import { answerTrainingUploads } from '../use-cases/training-uploads/answer-training-uploads.ts';
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
  clock,
};

/**
 * Takes a step from `head` on each small upload of triplets, and starts one training run for all other uploads of a
 * batch.
 */
export const handler = async (event: SQSEvent, context: Context): Promise<SQSBatchResponse> => {
  startInvocation(context);
  const failed = new FailedMessages();
  const uploads = readUploads(event, failed);
  const remaining = () => context.getRemainingTimeInMillis();
  const failures = await answerTrainingUploads(ports, [...uploads.keys()], { smallUploads, remaining });
  for (const [upload, cause] of failures) failed.add(uploads.get(upload)!, cause, { key: upload.key });
  return failed.response;
};
