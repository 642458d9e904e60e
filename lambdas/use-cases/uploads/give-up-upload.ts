import { MAX_RECEIVES } from '../../shared/retry.ts';
import type { UploadEvent } from './upload-event.ts';
import { type UploadJobPorts, UploadJobWriter } from './upload-job.ts';

/**
 * Ends the job of an upload whose message has failed for the last time: nothing would change it any more, and a training run
 * would wait for it. The job says why, and that the message is in the dead letters. A message of an older upload changes
 * nothing, nor does one that comes again.
 * @param receives How often the message was received.
 */
export async function giveUpUpload(
  ports: UploadJobPorts,
  event: UploadEvent,
  receives: number,
  cause: unknown,
): Promise<void> {
  if (receives < MAX_RECEIVES) return;
  const job = await UploadJobWriter.open(ports, event);
  if (typeof job !== 'string') await job.giveUp(cause);
}
