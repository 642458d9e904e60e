import type { RemainingTime } from './deadline.ts';
import { type RequestTrainingPorts, requestTraining } from './request-training.ts';
import { type StepFromUploadPorts, stepFromUpload } from './step-from-upload.ts';
import { isStepUpload } from './step-upload.ts';
import type { UploadEvent } from './upload-event.ts';
import { UseCaseError } from './use-case-error.ts';

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
