import { checkTrainingUploads } from './check-training-uploads.ts';
import type { RemainingTime } from './deadline.ts';
import type { ReadUploadPorts } from './read-upload.ts';
import { type StartRunPorts, startRun } from './start-run.ts';
import type { UploadEvent } from './upload-event.ts';

export type RequestTrainingPorts = ReadUploadPorts & StartRunPorts;

/**
 * Answers uploads of training data: checks their lines, and starts one run for all of them. Repeated, it starts nothing twice.
 * @returns the events that have to come again, each with its cause.
 */
export async function requestTraining(
  ports: RequestTrainingPorts,
  events: readonly UploadEvent[],
  remaining: RemainingTime,
): Promise<ReadonlyMap<UploadEvent, unknown>> {
  const { trainingRun, waiting, failures } = await checkTrainingUploads(ports, events, remaining);
  if (waiting.length === 0) return failures;
  const trigger = waiting.map((event) => event.key);
  try {
    await startRun(ports, { kind: 'train', runId: trainingRun, trigger, config: {} });
    return failures;
  } catch (cause) {
    return new Map([...failures, ...waiting.map((event) => [event, cause] as const)]);
  }
}
