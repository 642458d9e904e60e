import { CodedError } from '../../core/errors/coded-error.ts';
import { MAX_RECEIVES } from '../../shared/retry.ts';
import type { Continuation } from './continuation.ts';
import { orderOf, type UploadEvent } from './upload-event.ts';
import { type UploadJobPorts, UploadJobWriter } from './upload-job.ts';

/** What decides whether a message is the last one of its upload. */
export interface FailedMessage {
  readonly receives: number;
  readonly continuation: Continuation;
}

/**
 * Ends the job of an upload whose message has failed for the last time: nothing would change it any more, and a training run
 * would wait for it. The job says why, and that the message is in the dead letters. A message of an older upload changes
 * nothing, nor does one that comes again, nor one whose upload another message continues.
 * @param message The message, and how often it was received.
 */
export async function giveUpUpload(
  ports: UploadJobPorts,
  event: UploadEvent,
  { receives, continuation }: FailedMessage,
  cause: unknown,
): Promise<void> {
  if (receives < MAX_RECEIVES || (await isContinued(ports, event, continuation))) return;
  const job = await UploadJobWriter.open(ports, event);
  if (typeof job !== 'string') await job.giveUp(cause);
}

/** Whether another message continues the upload: this one came twice. */
async function isContinued(ports: UploadJobPorts, event: UploadEvent, { count }: Continuation): Promise<boolean> {
  const known = await ports.jobs.get('upload', event.key);
  return known?.detail.order === orderOf(event) && (known.detail.continuations ?? 0) > count;
}

/** Nobody knows why an upload failed: the function was ended in the middle. */
class LostUploadError extends CodedError<'lost'> {}

/** Whether the attempts at a message are used up, and it comes once more for its job alone. */
export function isUsedUp(receives: number): boolean {
  return receives > MAX_RECEIVES;
}

/**
 * Ends the job of an upload whose message comes once more although its attempts are used up. Lambda ended the function in the
 * last one, which left the job `running`. A job that the last attempt ended keeps its cause.
 */
export async function giveUpLostUpload(
  ports: UploadJobPorts,
  event: UploadEvent,
  { continuation }: FailedMessage,
): Promise<void> {
  if (await isContinued(ports, event, continuation)) return;
  const known = await ports.jobs.get('upload', event.key);
  if (known?.detail.order === orderOf(event) && known.state !== 'running') return;
  const job = await UploadJobWriter.open(ports, event);
  if (typeof job === 'string') return;
  const why = `the function that reads ${event.key} was ended by its time or memory, or crashed, the last time as well.`;
  await job.giveUp(new LostUploadError('lost', why));
}
