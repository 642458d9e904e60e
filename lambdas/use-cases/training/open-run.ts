import { setImmediate as breathe } from 'node:timers/promises';
import { CheckpointError } from '../../core/checkpoint/checkpoint-error.ts';
import { oneThread, type ThreadPool } from '../../core/kernels/threads.ts';
import { parseModel } from '../../core/model/model-file.ts';
import type { TunedConfig } from '../../core/self-tuning/tuned-config.ts';
import type { TrainingConfig } from '../../core/training/config/training-config.ts';
import { type StartingModel, startTraining } from '../../core/training/run/train-model.ts';
import type { TrainingRun } from '../../core/training/run/training-run.ts';
import type { RunStore } from '../../ports/run-store.ts';
import type { WeightsStore } from '../../ports/weights-store.ts';
import { checkDeadline, type RemainingTime } from '../common/deadline.ts';
import type { StepOptions } from '../runs/run-steps.ts';
import { fittedTo, parseRunDataset, RunDataError, type RunDataset } from './run-dataset.ts';

/** Names of what a run keeps. */
export const RUN_DATA = 'data.jsonl.gz';
export const RUN_SETTINGS = 'settings.json';
export const RUN_CHECKPOINT = 'checkpoint.safetensors';

export interface OpenRunPorts {
  readonly runs: RunStore;
  readonly weights: Pick<WeightsStore, 'load'>;
}

export interface OpenRun {
  readonly frozen: RunDataset;
  readonly training: TrainingRun;
  /** Who helps with its steps; to be closed when there are none left. */
  readonly threads: ThreadPool;
  /** Why the run was begun anew although there was a checkpoint; undefined otherwise. */
  readonly restartReason: string | undefined;
}

/** How a run is opened where it is run. */
export interface OpenRunOptions {
  /** Lasts as long as the environment. */
  readonly cache: RunCache;
  /** The threads that help with a run's steps; what comes of it is the same without. */
  readonly startThreads: () => ThreadPool;
  /** Of the invocation. */
  readonly remaining: RemainingTime;
}

/** The run that this environment worked on last: in the next slice there is nothing to read and to prepare. */
export class RunCache {
  #key = '';
  #run: OpenRun | undefined;
  /** True from when a thread was lost with a part of a step: from then on steps are taken alone. */
  alone = false;

  get(key: string): OpenRun | undefined {
    return this.#key === key ? this.#run : undefined;
  }

  /** Forgets the run, which a lost thread has left with half a step: its checkpoint is whole. */
  loseThread(): void {
    this.alone = true;
    this.set('', undefined);
  }

  set(key: string, run: OpenRun | undefined): void {
    void this.#run?.threads.close();
    [this.#key, this.#run] = [key, run];
  }
}

/**
 * Opens a run where it stands: as this environment left it, or prepared anew from its data and brought to its last checkpoint.
 * @throws DeadlineError, TrainingError, RunDataError
 */
export async function openRun(
  { runs: store, weights }: OpenRunPorts,
  { cache, startThreads, remaining }: OpenRunOptions,
  runId: string,
  config: TrainingConfig,
): Promise<OpenRun> {
  const key = JSON.stringify([runId, config]);
  const known = cache.get(key);
  if (known) return known;
  const data = await store.read(runId, RUN_DATA);
  if (data === undefined)
    throw new RunDataError(
      'data-gone',
      `the data of ${runId} is gone, expected it under ${RUN_DATA}: start another run`,
    );
  const frozen = await parseRunDataset(data);
  const threads = cache.alone ? oneThread : startThreads();
  const from = frozen.from === undefined ? undefined : await startingModel(weights, frozen.from);
  const training = await prepared(frozen, await settled(store, runId, fittedTo(frozen, config)), {
    threads,
    remaining,
    from,
  });
  if (config.tune) await store.write(runId, RUN_SETTINGS, new TextEncoder().encode(JSON.stringify(training.tuned)));
  const restartReason = await resume(training, await store.read(runId, RUN_CHECKPOINT));
  const run = { frozen, training, threads, restartReason };
  cache.set(key, run);
  return run;
}

async function startingModel(weights: Pick<WeightsStore, 'load'>, version: string): Promise<StartingModel> {
  const bytes = await weights.load(version);
  if (bytes) return { version, model: parseModel(bytes) };
  throw new RunDataError(
    'weights-gone',
    `the weights of ${version} are gone, expected them to go on from: start another run`,
  );
}

/** The configuration, or what was found for it when the run was first opened. */
async function settled(store: RunStore, runId: string, config: TrainingConfig): Promise<TunedConfig> {
  const found = config.tune ? await store.read(runId, RUN_SETTINGS) : undefined;
  return found === undefined ? { config } : JSON.parse(new TextDecoder().decode(found));
}

async function prepared(
  { set }: RunDataset,
  { config, search }: TunedConfig,
  { threads, remaining, from }: { threads: ThreadPool; remaining: RemainingTime; from: StartingModel | undefined },
): Promise<TrainingRun> {
  const beginning = startTraining(set, config, search, threads, from);
  for (;;) {
    const { done, value } = beginning.next();
    if (done) return value;
    checkDeadline(remaining, value.phase === 'preparing' ? value.doing : value.phase);
    await breathe();
  }
}

/** @returns why the checkpoint cannot be gone on from, if it cannot. */
async function resume(training: TrainingRun, checkpoint: Uint8Array | undefined): Promise<string | undefined> {
  if (checkpoint === undefined) return undefined;
  try {
    training.restore(checkpoint);
    return undefined;
  } catch (cause) {
    if (cause instanceof CheckpointError && cause.code !== 'other-state') return cause.message;
    throw cause;
  }
}

/** How a run is run where it is run. */
export interface RunOptions extends OpenRunOptions, StepOptions {
  /** Fields of the training configuration of the deployment, parsed JSON. */
  readonly config: Readonly<Record<string, unknown>>;
}
