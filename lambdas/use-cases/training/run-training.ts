import { errorText } from '../../core/errors/error-text.ts';
import { type DurableSteps, FinalError } from '../../ports/durable-steps.ts';
import type { RunRequest } from '../../ports/run-starter.ts';
import type { PublishRunPorts } from '../publishing/promote-with-retries.ts';
import { publishOnRequest } from '../publishing/publish-on-request.ts';
import { publishRun } from '../publishing/publish-run.ts';
import { RunSteps } from '../runs/run-steps.ts';
import { type RunOutcome, TrainingJob, type TrainingJobPorts } from '../runs/training-job.ts';
import type { RunOptions } from './open-run.ts';
import { type TrainRunPorts, trainRun } from './train-run.ts';

export type RunTrainingPorts = TrainingJobPorts & TrainRunPorts & PublishRunPorts;

/**
 * A run from its request to its end, as durable steps: cut off anywhere, it goes on where it stood, and `live` stays as it was
 * until a complete version takes its place. What the shop has to mend, and a cancellation, end the run; anything else is
 * thrown when its tries are used up, with the job telling how to go on.
 */
export async function runTraining(
  ports: RunTrainingPorts,
  durable: DurableSteps,
  request: RunRequest,
  options: RunOptions,
): Promise<RunOutcome> {
  const job = await TrainingJob.resume(request.runId, request.attempt, ports);
  const steps = new RunSteps(durable, job, ports.clock, options);
  try {
    if (request.kind === 'publish') return await publishOnRequest(ports, steps, job, request);
    const trained = await trainRun(ports, steps, job, request, options);
    if (trained === undefined) return await endWithoutVersion(durable, job);
    const { modelVersion, weightsSha256, verdict, brief, gatheredAt, products } = trained;
    const told = { modelVersion, weightsSha256, ...brief };
    const outcome = verdict.passes
      ? await publishRun(ports, steps, job, { version: modelVersion, gatheredAt, products })
      : { promoted: false };
    await durable.step('finish', () => job.finish('succeeded', { phase: 'done', ...told, ...outcome }));
    return { state: 'succeeded', modelVersion, promoted: outcome.promoted };
  } catch (cause) {
    return fail(durable, job, cause);
  }
}

/** What was asked for is done: there was nothing to train on. Head and live stay. */
async function endWithoutVersion(durable: DurableSteps, job: TrainingJob): Promise<RunOutcome> {
  await durable.step('finish', () => job.finish('succeeded', { phase: 'done', promoted: false, nothingNew: true }));
  return { state: 'succeeded', promoted: false };
}

/** @throws the cause, unless it is one that ends a run for good. */
async function fail(durable: DurableSteps, job: TrainingJob, cause: unknown): Promise<RunOutcome> {
  const message = errorText(cause);
  if (cause instanceof FinalError) {
    const state = cause.code === 'canceled' ? 'canceled' : 'failed';
    await durable.step('end', () => job.finish(state, { cause: message }));
    return { state };
  }
  const advice = `live is as it was; POST /v1/training-runs {"resume": "${job.id}"} goes on from what the run has kept`;
  // The failed job is not worth more than its cause: when it cannot be told, the cause still is.
  await durable.step('fail', () => job.finish('failed', { cause: message, advice })).catch(() => {});
  throw cause;
}
