import { CodedError } from '../../core/errors/coded-error.ts';
import type { UploadDetail } from '../../ports/job-detail.ts';
import type { MessageQueue } from '../../ports/message-queue.ts';
import { type Continuation, writeContinuation } from './continuation.ts';
import type { UploadEvent } from './upload-event.ts';
import { type UploadJobPorts, UploadJobWriter } from './upload-job.ts';

export interface ContinueUploadPorts extends UploadJobPorts {
  /** The queue that the function itself reads. */
  readonly continuations: MessageQueue;
}

/** So often a message continues an upload at most: with invocations of five minutes, for eight hours. */
export const MAX_CONTINUATIONS = 100;
/**
 * An upload is not at its end after so many continuations. The message has to come again: that continues the upload, but is
 * counted, and ends with a dead letter and its alarm. A redrive goes on too.
 */
class EndlessError extends CodedError<'continued-too-often'> {}
/**
 * An invocation used up its time and got no further: S3 or DynamoDB are slow for a while, or the file is too long. The
 * message has to come again: its queue waits half an hour, counts that, and gives it up in the end.
 */
class StalledError extends CodedError<'stalled'> {}

/** Says whether an invocation that ran out of time got further with an upload. @param before How far it was. @param now How far it is. */
type GotFurther = (before: string, now: string) => boolean;

/** An upload that resumes where the last invocation ended. */
const gotFurther: GotFurther = (before, now) => before !== now;

/**
 * What becomes of an upload that an invocation could not finish.
 * - `continued`: a message continues it. The message that led here is done, and loses no receive.
 * - `superseded`: another message continues it.
 * - `duplicate`: it has ended meanwhile.
 * - `stale`: a newer upload of its key was begun.
 */
export type Continued = 'continued' | 'superseded' | 'duplicate' | 'stale';

/**
 * Continues an upload that ran out of time: sends a message to the function's own queue. Messages may come twice, and
 * then two of them work on one upload: that changes no result, and the one that ends second sends no further message.
 * @throws StalledError, EndlessError, StoreError `unavailable`: the message that led here has to come again
 */
export async function continueUpload(
  ports: ContinueUploadPorts,
  event: UploadEvent,
  before: Continuation,
  hasProgress: GotFurther = gotFurther,
): Promise<Continued> {
  const job = await UploadJobWriter.open(ports, event);
  if (typeof job === 'string') return job;
  if ((job.before.continuations ?? 0) > before.count) return 'superseded';
  const progress = progressOf(job.before);
  // Removals are kept in the catalog, and are counted only at the end of a part, which may take several invocations.
  const isRemoving = job.before.removal?.phase === 'removing';
  if (!isRemoving && !hasProgress(before.progress, progress)) await stopStalled(job, event.key);
  if (before.count >= MAX_CONTINUATIONS) await stopEndless(job, event.key, before.count);
  const count = before.count + 1;
  // Sent first: a function that dies in between leaves two messages, not none.
  await ports.continuations.send(writeContinuation(event, { count, progress }));
  await job.continued(count);
  return 'continued';
}

function progressOf({ taken = -1, removal }: UploadDetail): string {
  const { phase = 'taking', parts = 0, removed = 0 } = removal ?? {};
  return `${taken} ${phase} ${parts} ${removed}`;
}

/** @throws StalledError always */
async function stopStalled(job: UploadJobWriter, key: string): Promise<never> {
  const cause = new StalledError(
    'stalled',
    `${key} got no further in an invocation that used all its time. If that happens again and again, upload it in smaller files.`,
  );
  await job.note(cause);
  throw cause;
}

/** @throws EndlessError always */
async function stopEndless(job: UploadJobWriter, key: string, count: number): Promise<never> {
  const text = `${key} was continued ${count} times and has not ended, expected an end by then: upload it in smaller files.`;
  const cause = new EndlessError('continued-too-often', text);
  await job.note(cause);
  throw cause;
}
