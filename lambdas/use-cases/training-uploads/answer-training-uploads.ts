import type { RemainingTime } from '../common/deadline.ts';
import { UseCaseError } from '../common/use-case-error.ts';
import { type StartRunPorts, startRun } from '../runs/start-run.ts';
import type { ReadUploadPorts } from '../uploads/read-upload.ts';
import type { UploadEvent } from '../uploads/upload-event.ts';
import { checkTrainingUploads } from './check-training-uploads.ts';
import { isStepUpload } from './classify-upload.ts';
import { type StepFromUploadPorts, stepFromUpload } from './step-from-upload.ts';

export type AnswerTrainingUploadsPorts = RequestTrainingPorts & StepFromUploadPorts;

/**
 * Answers uploads of training data: on a few triplets one step is taken from `head`, where there is one; all else starts one
 * training run. Each stands for itself: one that fails does not hold up the others.
 * @param smallUploads `run`: no steps are taken.
 * @returns the events that have to come again, each with its cause.
 */
export async function answerTrainingUploads(
  ports: AnswerTrainingUploadsPorts,
  events: readonly UploadEvent[],
  { smallUploads, remaining }: { readonly smallUploads: 'step' | 'run'; readonly remaining: RemainingTime },
): Promise<ReadonlyMap<UploadEvent, unknown>> {
  const failures = new Map<UploadEvent, unknown>();
  const forRun: UploadEvent[] = [];
  for (const event of events) {
    try {
      if (smallUploads === 'step' && (await isStepUpload(ports, event))) await stepFromUpload(ports, event, remaining);
      else forRun.push(event);
    } catch (cause) {
      if (cause instanceof UseCaseError && cause.code === 'step-too-large') forRun.push(event);
      else failures.set(event, cause);
    }
  }
  return new Map([...failures, ...(await requestTraining(ports, forRun, remaining))]);
}

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
