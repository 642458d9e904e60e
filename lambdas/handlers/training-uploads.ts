import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { requestTraining } from '../use-cases/request-training.ts';
import { clock, jobStore, objectInbox, reportStore, runStarter } from './compose.ts';
import { FailedMessages, uploadsOf } from './upload-messages.ts';

const ports = { inbox: objectInbox(), reports: reportStore(), jobs: jobStore(), starter: runStarter(), clock };

/** Starts one training run for all the uploads of a batch: a burst of uploads is learnt from once. */
export const handler = async (event: SQSEvent, context: Context): Promise<SQSBatchResponse> => {
  const failed = new FailedMessages();
  const uploads = uploadsOf(event, failed);
  const failures = await requestTraining(ports, [...uploads.keys()], () => context.getRemainingTimeInMillis());
  for (const [upload, cause] of failures) failed.add(uploads.get(upload)!, cause, { key: upload.key });
  return failed.response;
};
