import type { RemainingTime } from '../common/deadline.ts';
import { UseCaseError } from '../common/use-case-error.ts';
import { type StartRunPorts, startRun } from '../runs/start-run.ts';
import type { OpenUploadPorts } from '../uploads/open-upload.ts';
import type { UploadEvent } from '../uploads/upload-event.ts';
import { checkEventObject, isEventObject } from './check-event-object.ts';
import { checkTrainingUploads, type ReadUploads } from './check-training-uploads.ts';
import { type ClassifiedUpload, classifyUpload } from './classify-upload.ts';
import { type StepFromUploadPorts, stepFromUpload } from './step-from-upload.ts';

export type AnswerTrainingUploadsPorts = RequestTrainingPorts & StepFromUploadPorts;

/**
 * Answers uploads of training data: takes one step from `head` on each small upload of triplets, and starts one
 * training run for all others. Objects of events start nothing: they wait for the next run. An upload that fails does not affect the others.
 * @param smallUploads `run`: no steps are taken.
 * @returns the events that have to come again, each with its cause.
 */
export async function answerTrainingUploads(
  ports: AnswerTrainingUploadsPorts,
  events: readonly UploadEvent[],
  { smallUploads, remaining }: { readonly smallUploads: 'step' | 'run'; readonly remaining: RemainingTime },
): Promise<ReadonlyMap<UploadEvent, unknown>> {
  const failures = new Map<UploadEvent, unknown>();
  const forRun = new Map<UploadEvent, ClassifiedUpload>();
  for (const event of events) {
    let upload: ClassifiedUpload = { leadsTo: 'run' };
    try {
      if (isEventObject(event)) {
        await checkEventObject(ports, event, remaining);
        continue;
      }
      if (smallUploads === 'step') upload = await classifyUpload(ports, event, remaining);
      if (upload.leadsTo === 'step') await stepFromUpload(ports, event, upload.read, remaining);
      else forRun.set(event, upload);
    } catch (cause) {
      if (cause instanceof UseCaseError && cause.code === 'step-too-large') forRun.set(event, upload);
      else failures.set(event, cause);
    }
  }
  const read = new Map([...forRun].flatMap(([event, upload]) => (upload.read ? [[event, upload.read]] : [])));
  return new Map([...failures, ...(await requestTraining(ports, [...forRun.keys()], remaining, read))]);
}

export type RequestTrainingPorts = OpenUploadPorts & StartRunPorts;

/**
 * Checks the lines of uploads of training data, and starts one run for all of them. A repetition starts nothing twice.
 * @param read The content of uploads that were read already (default: none was).
 * @returns the events that have to come again, each with its cause.
 */
export async function requestTraining(
  ports: RequestTrainingPorts,
  events: readonly UploadEvent[],
  remaining: RemainingTime,
  read: ReadUploads = new Map(),
): Promise<ReadonlyMap<UploadEvent, unknown>> {
  const { trainingRun, waiting, failures } = await checkTrainingUploads(ports, events, remaining, read);
  if (waiting.length === 0) return failures;
  const trigger = waiting.map((event) => event.key);
  try {
    await startRun(ports, { kind: 'train', runId: trainingRun, trigger, config: {} });
    return failures;
  } catch (cause) {
    return new Map([...failures, ...waiting.map((event) => [event, cause] as const)]);
  }
}
