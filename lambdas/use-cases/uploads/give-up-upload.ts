import type { UploadEvent } from './upload-event.ts';
import { type UploadJobPorts, UploadJobWriter } from './upload-job.ts';

/**
 * Ends the job of an upload whose message has failed for the last time: nothing would change it any more, and a training run would wait
 * for it. The job says why, and that the message is in the dead letters. A message of an older upload changes nothing.
 */
export async function giveUpUpload(ports: UploadJobPorts, event: UploadEvent, cause: unknown): Promise<void> {
  const job = await UploadJobWriter.open(ports, event);
  if (typeof job !== 'string') await job.giveUp(cause);
}
