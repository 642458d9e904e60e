import { errorText } from '../../core/errors/error-text.ts';
import { type DurableSteps, FinalError } from '../../ports/durable-steps.ts';
import type { TrainingRunDetail } from '../../ports/job-detail.ts';
import type { RunRequest, TrainRequest } from '../../ports/starters.ts';
import { publishOnRequest, publishVersion } from '../publishing/publish-run.ts';
import type { PublishPorts } from '../publishing/publish-steps.ts';
import { type RunContext, RunSteps } from '../runs/run-steps.ts';
import { type RunOutcome, TrainingJob, type TrainingJobPorts } from '../runs/training-job.ts';
import type { GatheredRun } from './gather-run.ts';
import type { JudgedRun } from './judge-run.ts';
import type { RunOptions } from './open-run.ts';
import { settleUploads } from './settle-uploads.ts';
import { catalogPart, firstPart, type TrainingPart, type TrainPorts, type TrainRun } from './training-part.ts';
import {
  chooseShare,
  fallBackToCatalog,
  freezeData,
  judgeAndSave,
  recordVerdict,
  splitAndTune,
  trainInSlices,
} from './training-steps.ts';

export type RunTrainingPorts = TrainingJobPorts & TrainPorts & PublishPorts;

/**
 * Runs one request from start to end, in durable steps. An interrupted run continues with the step that was interrupted.
 * `live` stays where it is until a complete version replaces it.
 * @throws what a step throws after its last retry; the job then says how to resume the run. Faults in the shop's data and
 * cancellations are not thrown: they end the run.
 */
export async function runTraining(
  ports: RunTrainingPorts,
  durable: DurableSteps,
  request: RunRequest,
  options: RunOptions,
): Promise<RunOutcome> {
  const job = await TrainingJob.resume(request.runId, request.attempt, ports, options.remaining);
  const run = { ports, job, steps: new RunSteps(durable, job, ports.clock, options), options };
  try {
    return request.kind === 'publish' ? await publishOnRequest(run, request) : await trainAndPublish(run, request);
  } catch (cause) {
    return endWithFailure(run, cause);
  }
}

/**
 * The steps of a training run, in order. After uploads of catalogs, wait for the last of them. Freeze the data. Split off the held-out rows and tune the settings. Train in slices.
 * Choose how much of the training the model keeps. Judge the model and save it as a version. Let the gate decide. Publish the version or hold it. Finish.
 */
async function trainAndPublish(
  run: TrainRun & RunContext<RunTrainingPorts>,
  request: TrainRequest,
): Promise<RunOutcome> {
  const notNeeded = await settleUploads(run, request);
  if (notNeeded !== undefined) return finishWithoutVersion(run, { notNeeded });
  const data = await freezeData(run, request);
  if (data.nothingNew !== undefined) return finishWithoutVersion(run, { nothingNew: true });
  const { verdict, brief, ...versions } = await train(run, request, data);
  await recordVerdict(run, versions, verdict);
  const { modelVersion } = versions;
  const { gatheredAt, products, catalog } = data;
  const outcome = verdict.passes
    ? await publishVersion(run, { version: modelVersion, gatheredAt, products, catalog })
    : { promoted: false };
  return finish(run, modelVersion, { ...versions, ...brief, ...outcome });
}

/**
 * Trains on the data of the run, and judges. If that fails for a fault of the shop's data or settings, and no version is
 * live, learns from the catalog alone instead.
 */
async function train(run: TrainRun, request: TrainRequest, data: GatheredRun): Promise<JudgedRun> {
  try {
    return await trainPart(run, firstPart(run, request, data), data);
  } catch (cause) {
    const isForTheShop = cause instanceof FinalError && cause.code === 'for-the-shop';
    if (!isForTheShop || !(await fallBackToCatalog(run, cause.message))) throw cause;
    return trainPart(run, catalogPart(run, request), data);
  }
}

async function trainPart(run: TrainRun, part: TrainingPart, data: GatheredRun): Promise<JudgedRun> {
  await splitAndTune(run, part);
  await trainInSlices(run, part);
  return judgeAndSave(run, part, data, await chooseShare(run, part));
}

async function finish(
  { steps, job }: RunContext<unknown>,
  modelVersion: string,
  detail: TrainingRunDetail & { readonly promoted: boolean },
): Promise<RunOutcome> {
  await steps.durable.step('finish', () => job.finish('succeeded', { phase: 'done', ...detail }));
  return { state: 'succeeded', modelVersion, promoted: detail.promoted };
}

/** The run succeeds without a version. `head` and `live` stay where they are. */
async function finishWithoutVersion(
  { steps, job }: RunContext<unknown>,
  why: Pick<TrainingRunDetail, 'nothingNew' | 'notNeeded'>,
): Promise<RunOutcome> {
  await steps.durable.step('finish', () => job.finish('succeeded', { phase: 'done', promoted: false, ...why }));
  return { state: 'succeeded', promoted: false };
}

/** @throws the cause, unless it is a FinalError: that one ends the run as failed or canceled */
async function endWithFailure({ steps, job }: RunContext<unknown>, cause: unknown): Promise<RunOutcome> {
  const message = errorText(cause);
  if (cause instanceof FinalError) {
    const state = cause.code === 'canceled' ? 'canceled' : 'failed';
    await steps.durable.step('end', () => job.finish(state, { cause: message }));
    return { state };
  }
  const advice = `live has not moved; POST /v1/training-runs {"resume": "${job.id}"} resumes the run from its stored data`;
  // If the job cannot be written either, the first cause is the one to throw.
  await steps.durable.step('fail', () => job.finish('failed', { cause: message, advice })).catch(() => {});
  throw cause;
}
