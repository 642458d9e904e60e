import { setImmediate as breathe } from 'node:timers/promises';
import { KernelError } from '../../core/kernels/kernel-error.ts';
import { type TrainingConfig, trainingConfig } from '../../core/training/config/training-config.ts';
import { SHARE_OF_MEMORY } from '../../core/training/data/run-memory.ts';
import type { TrainingRun } from '../../core/training/run/training-run.ts';
import type { Clock } from '../../ports/clock.ts';
import type { DecisionLog } from '../../ports/decision-log.ts';
import type { TrainRequest } from '../../ports/run-starter.ts';
import type { RunStore } from '../../ports/run-store.ts';
import type { RunSteps } from '../runs/run-steps.ts';
import type { TrainingJob } from '../runs/training-job.ts';
import { type GatheredRun, type GatherRunPorts, gatherRun } from './gather-run.ts';
import { type JudgedRun, type JudgeRunPorts, judgeRun } from './judge-run.ts';
import type { RunOptions } from './open-run.ts';
import { type OpenRun, openRun, RUN_CHECKPOINT } from './open-run.ts';
import { fittedTo } from './run-dataset.ts';

export type TrainRunPorts = GatherRunPorts & JudgeRunPorts & { readonly decisions: DecisionLog };

/** What a run has trained, and on what. */
export interface TrainedRun extends JudgedRun {
  readonly gatheredAt: string;
  readonly products: number;
}

/** What is left of an invocation when a slice must end: for the checkpoint, the answer and the logs. */
const RESERVE_MILLISECONDS = 20_000;
const MEBIBYTE = 2 ** 20;

/**
 * From the data to a judged version: gather, plan, slices of training, judge, gate.
 * @returns undefined where there is nothing new to train on, and no new version.
 */
export async function trainRun(
  ports: TrainRunPorts,
  steps: RunSteps,
  job: TrainingJob,
  request: TrainRequest,
  options: RunOptions,
): Promise<TrainedRun | undefined> {
  const gathered = await steps.take('gather', () => gather(ports, job, request, options));
  if (gathered.nothingNew !== undefined) return undefined;
  const config = trainingConfig({ ...options.config, ...request.config });
  const open = () => openRun(ports, options, job.id, config);
  await steps.take('plan', async () => plan(job, config, await open()));
  for (let n = 1; ; n++) {
    const slice = await steps.take(`slice ${n}`, async () => {
      const run = await open();
      return oneSlice(ports, job, run, options);
    });
    if (slice.done) break;
    if (slice.rests) await steps.durable.rest(`rest ${n}`);
  }
  const judged = await steps.take('judge', async () => {
    await job.enter('judging');
    return judgeRun(ports, job.id, await open(), gathered);
  });
  await steps.take('gate', () => decide(ports, job, judged));
  return { ...judged, gatheredAt: gathered.gatheredAt, products: gathered.products };
}

async function gather(
  ports: TrainRunPorts,
  job: TrainingJob,
  request: TrainRequest,
  options: RunOptions,
): Promise<GatheredRun> {
  await job.enter('gathering');
  // What is wrong with the configuration should be told before anything is read.
  const config = trainingConfig({ ...options.config, ...request.config });
  const maxBytes = options.memoryMegabytes * MEBIBYTE * SHARE_OF_MEMORY;
  const { data = 'all' } = request;
  const gathered = await gatherRun(ports, job.id, { data, config, maxBytes, remaining: options.remaining });
  const { products, trainedOn, rows, unreadable, from, newRows, dataSha256, judgingRows } = gathered;
  const figures = { trainedOn, dataSha256, judgingRows, ...(from !== undefined && { from, newRows }) };
  job.decide('gather', whatIsTrainedOn(gathered) + partOf(gathered, options), figures);
  await job.enter('planning', { products, rows, unreadable });
  return gathered;
}

function whatIsTrainedOn({ products, gatheredAt, from, newRows, allBecause, nothingNew }: GatheredRun): string {
  if (nothingNew !== undefined) return `nothing to train on: ${nothingNew}`;
  if (from !== undefined)
    return `${products} products and, from the weights of ${from}, the ${newRows} rows that it has not seen, as they were at ${gatheredAt}`;
  const why = allBecause === undefined ? '' : `; all and not only what is new, since ${allBecause}`;
  return `${products} products and the rows of all training objects, as they were at ${gatheredAt}${why}`;
}

/** Says so where a part is trained on, and what to do where all should be. */
function partOf({ products, trainedOn }: GatheredRun, { memoryMegabytes }: RunOptions): string {
  if (trainedOn === products) return '';
  return (
    `; trained on a part, ${trainedOn} of the products and rows between them, as a run on all would not fit into ` +
    `${memoryMegabytes} MB: trainingMemoryMegabytes of the deployment makes it larger`
  );
}

/** Says what the run will do; the run that was prepared for it is what the first slice goes on with. */
async function plan(
  job: TrainingJob,
  config: TrainingConfig,
  { frozen, training, restartReason }: OpenRun,
): Promise<{ steps: number }> {
  const { step, steps } = training;
  const { seed, heldOutFraction, budgetSeconds, loss, encoder, dim } = fittedTo(frozen, config);
  const from = step > 0 ? `; ${step} of them are taken, as the checkpoint says` : '';
  const why = restartReason ? `; begun anew: ${restartReason}` : '';
  job.decide('plan', `${steps} steps${from}${why}`, {
    steps,
    seed,
    heldOutFraction,
    budgetSeconds,
    loss,
    encoder,
    dim,
  });
  await job.enter('training', { step, steps });
  return { steps };
}

async function oneSlice(
  ports: TrainRunPorts,
  job: TrainingJob,
  { training, threads }: OpenRun,
  { sliceMilliseconds, remaining, cache }: RunOptions,
): Promise<Slice & { rests: boolean }> {
  const allowed = remaining() - RESERVE_MILLISECONDS;
  const slice = await trainSlice(ports, job, training, Math.min(sliceMilliseconds, allowed)).catch((cause: unknown) => {
    if (cause instanceof KernelError && cause.code === 'thread-lost') cache.loseThread();
    throw cause;
  });
  if (slice.done) await threads.close();
  return { ...slice, rests: remaining() - RESERVE_MILLISECONDS < sliceMilliseconds };
}

async function decide(ports: TrainRunPorts, job: TrainingJob, { modelVersion, verdict }: JudgedRun): Promise<void> {
  const { passes, why, queries, figures } = verdict;
  job.decide('gate', why, { passes, queries, figures });
  const at = ports.clock.now().toISOString();
  const decision = passes ? ('passed' as const) : ('held' as const);
  await ports.decisions.record({
    version: modelVersion,
    at,
    decision,
    by: 'gate',
    why,
    figures: { queries, ...figures },
  });
}

/** Where a run stands after a slice. */
interface Slice {
  readonly step: number;
  readonly steps: number;
  readonly done: boolean;
  /** Of the checkpoint that the slice ended in. */
  readonly key: string;
}

/**
 * Takes steps for so long, and ends in a checkpoint. Where it ends is a matter of time, what comes of the run is not.
 * @param sliceMilliseconds At least one step is taken.
 * @throws TrainingError, FinalError `canceled`
 */
async function trainSlice(
  { runs, clock }: { readonly runs: RunStore; readonly clock: Clock },
  job: TrainingJob,
  training: TrainingRun,
  sliceMilliseconds: number,
): Promise<Slice> {
  const end = clock.now().getTime() + sliceMilliseconds;
  while (training.step < training.steps) {
    const progress = training.takeStep();
    if (!progress) continue;
    await job.progress({ step: progress.step, steps: progress.steps, loss: progress.loss });
    await breathe();
    if (clock.now().getTime() >= end) break;
  }
  await runs.write(job.id, RUN_CHECKPOINT, training.checkpoint());
  job.setLossCurve(training.lossCurve);
  const { steps } = training;
  return { step: training.step, steps, done: training.step >= steps, key: RUN_CHECKPOINT };
}
