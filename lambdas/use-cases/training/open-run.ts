import { setImmediate as breathe } from 'node:timers/promises';
import { CheckpointError } from '../../core/checkpoint/checkpoint-error.ts';
import { oneThread, type ThreadPool } from '../../core/kernels/threads.ts';
import { parseModel } from '../../core/model/model-file.ts';
import type { TunedConfig } from '../../core/self-tuning/tune-config.ts';
import type { TrainingConfig } from '../../core/training/config/training-config.ts';
import { type StartingModel, startTraining } from '../../core/training/run/train-model.ts';
import type { TrainingRun } from '../../core/training/run/training-run.ts';
import { RUN_FILES } from '../../formats/object-layout.ts';
import type { RunStore } from '../../ports/run-store.ts';
import type { WeightsStore } from '../../ports/weights-store.ts';
import { checkDeadline, type RemainingTime } from '../common/deadline.ts';
import { limitHeldOut } from '../models/lineage-split.ts';
import type { StepOptions } from '../runs/run-steps.ts';
import type { OpenRun, RunCache } from './run-cache.ts';
import { parseRunDataset, RunDataError, type RunDataset } from './run-dataset.ts';

export interface OpenRunPorts {
  readonly runs: RunStore;
  readonly weights: Pick<WeightsStore, 'load'>;
}

/** What a function gives to the runs that it opens. */
export interface OpenRunOptions {
  /** Lives as long as the environment of the function. */
  readonly cache: RunCache;
  /** Starts the threads that help with the steps of training. The weights are the same without them. */
  readonly startThreads: () => ThreadPool;
  /** Time left in the invocation. */
  readonly remaining: RemainingTime;
}

/** How a function runs training. */
export interface RunOptions extends OpenRunOptions, StepOptions {
  /** Fields of the training configuration that the deployment sets: parsed JSON, not yet validated. */
  readonly config: Readonly<Record<string, unknown>>;
}

/**
 * Opens a run: from the cache, or prepared again from its stored dataset and restored to its last checkpoint.
 * @param config Before tuning.
 * @throws DeadlineError, TrainingError, RunDataError
 */
export async function openRun(
  { runs: store, weights }: OpenRunPorts,
  { cache, startThreads, remaining }: OpenRunOptions,
  runId: string,
  config: TrainingConfig,
): Promise<OpenRun> {
  const key = JSON.stringify([runId, config]);
  const cached = cache.get(key);
  if (cached) return cached;
  const dataset = await readDataset(store, runId);
  const threads = cache.isSingleThreaded ? oneThread : startThreads();
  const from = dataset.from === undefined ? undefined : await loadStartingModel(weights, dataset.from);
  const limited = limitHeldOut(config, dataset);
  const settings = await readSettings(store, runId, limited);
  const training = await prepareTraining(dataset, settings, { threads, remaining, from });
  if (config.tune) {
    await store.write(runId, RUN_FILES.settings, new TextEncoder().encode(JSON.stringify(training.tuned)));
  }
  const restartReason = restoreCheckpoint(training, await store.read(runId, checkpointName(config)));
  const run = { dataset, config: limited, training, threads, restartReason };
  cache.set(key, run);
  return run;
}

/** The name of the checkpoint of a run, or of the part of a run that has this configuration. */
export function checkpointName({ selfSupervised }: TrainingConfig): string {
  return selfSupervised ? RUN_FILES.catalogCheckpoint : RUN_FILES.checkpoint;
}

async function readDataset(store: RunStore, runId: string): Promise<RunDataset> {
  const bytes = await store.read(runId, RUN_FILES.dataset);
  if (bytes) return parseRunDataset(bytes);
  throw new RunDataError(
    'data-gone',
    `the data of ${runId} is gone, expected it under ${RUN_FILES.dataset}: start another run`,
  );
}

async function loadStartingModel(weights: Pick<WeightsStore, 'load'>, version: string): Promise<StartingModel> {
  const bytes = await weights.load(version);
  if (bytes) return { version, model: parseModel(bytes) };
  throw new RunDataError(
    'weights-gone',
    `the weights of ${version}, from which the run continues, are gone: start another run`,
  );
}

/** The settings that were tuned when the run was first opened; else the configuration itself. */
async function readSettings(store: RunStore, runId: string, config: TrainingConfig): Promise<TunedConfig> {
  const found = config.tune ? await store.read(runId, RUN_FILES.settings) : undefined;
  return found === undefined ? { config } : JSON.parse(new TextDecoder().decode(found));
}

async function prepareTraining(
  { set }: RunDataset,
  { config, search }: TunedConfig,
  { threads, remaining, from }: { threads: ThreadPool; remaining: RemainingTime; from: StartingModel | undefined },
): Promise<TrainingRun> {
  const preparation = startTraining(set, config, search, threads, from);
  for (;;) {
    const { done, value } = preparation.next();
    if (done) return value;
    checkDeadline(remaining, value.phase === 'preparing' ? value.doing : value.phase);
    await breathe();
  }
}

/** @returns why the checkpoint does not fit the run, so that training restarts; undefined if it fits or there is none */
function restoreCheckpoint(training: TrainingRun, checkpoint: Uint8Array | undefined): string | undefined {
  if (checkpoint === undefined) return undefined;
  try {
    training.restore(checkpoint);
    return undefined;
  } catch (cause) {
    if (cause instanceof CheckpointError && cause.code !== 'other-state') return cause.message;
    throw cause;
  }
}
