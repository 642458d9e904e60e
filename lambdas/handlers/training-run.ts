import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { runTraining } from '../use-cases/run-training.ts';
import {
  clock,
  indexConfirmation,
  jobStore,
  modelPointers,
  modelRegistry,
  objectInbox,
  productStore,
  reportStore,
  vectorStore,
  weightsStore,
} from './compose.ts';
import { FailedMessages, uploadsOf } from './upload-messages.ts';

/** Fields of the training configuration; what is wrong in them is told by the job of each run. */
const config: unknown = JSON.parse(process.env.TRAINING_CONFIG ?? '{}');
const ports = {
  products: productStore(),
  vectors: vectorStore(),
  weights: weightsStore(),
  registry: modelRegistry(),
  pointers: modelPointers(),
  inbox: objectInbox(),
  reports: reportStore(),
  jobs: jobStore(),
  index: indexConfirmation(),
  clock,
};

/** One training run for all the uploads of a batch: a burst of uploads is learnt from once. */
export const handler = async (event: SQSEvent, context: Context): Promise<SQSBatchResponse> => {
  const failed = new FailedMessages();
  const uploads = uploadsOf(event, failed);
  const failures = await runTraining(ports, [...uploads.keys()], config, () => context.getRemainingTimeInMillis());
  for (const [upload, cause] of failures) failed.add(uploads.get(upload)!, cause, { key: upload.key });
  return failed.response;
};
