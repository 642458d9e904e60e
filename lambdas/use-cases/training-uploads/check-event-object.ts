import { EVENTS_PREFIX } from '../../formats/object-layout.ts';
import { checkDeadline, type RemainingTime } from '../common/deadline.ts';
import { type OpenUploadPorts, openUpload } from '../uploads/open-upload.ts';
import type { UploadEvent } from '../uploads/upload-event.ts';

/** Whether an upload is an object of events: it starts nothing. */
export function isEventObject({ key }: UploadEvent): boolean {
  return key.startsWith(EVENTS_PREFIX);
}

/**
 * Counts the rows of an object of events in its job. They wait for the next run: with an object every few minutes, a
 * run for each would never end before the next one.
 * @throws any error for which the event has to come again
 */
export async function checkEventObject(
  ports: OpenUploadPorts,
  event: UploadEvent,
  remaining: RemainingTime,
): Promise<void> {
  const upload = await openUpload(ports, event, { kind: 'training', prefixes: [EVENTS_PREFIX] });
  if (typeof upload === 'string') return;
  try {
    const onBytes = () => checkDeadline(remaining, `reading ${event.key}`);
    for await (const batch of upload.batches({ onBytes })) {
      onBytes();
      await upload.settle(batch, {});
    }
    await upload.finish(upload.isWhole ? { waitsForNextRun: true } : {});
  } catch (cause) {
    await upload.abandon(cause);
  }
}
