import { setImmediate as breathe } from 'node:timers/promises';
import { CheckpointError } from '../core/checkpoint/checkpoint-error.ts';
import type { TunedConfig } from '../core/self-tuning/tuned-config.ts';
import { beginTraining } from '../core/training/train-model.ts';
import type { TrainingConfig } from '../core/training/training-config.ts';
import type { TrainingRun } from '../core/training/training-run.ts';
import type { RunStore } from '../ports/run-store.ts';
import { checkDeadline, type RemainingTime } from './deadline.ts';
import { type FrozenRun, thaw } from './frozen-run.ts';

/** Names of what a run keeps. */
export const RUN_DATA = 'data.jsonl.gz';
export const RUN_SETTINGS = 'settings.json';
export const RUN_CHECKPOINT = 'checkpoint.safetensors';

export interface OpenRun {
  readonly frozen: FrozenRun;
  readonly training: TrainingRun;
  /** Why the run was begun anew although there was a checkpoint; undefined otherwise. */
  readonly begunAnew: string | undefined;
}

/** The run that this environment worked on last: in the next slice there is nothing to read and to prepare. */
export class RunCache {
  #key = '';
  #run: OpenRun | undefined;

  get(key: string): OpenRun | undefined {
    return this.#key === key ? this.#run : undefined;
  }

  set(key: string, run: OpenRun | undefined): void {
    [this.#key, this.#run] = [key, run];
  }
}

/**
 * Opens a run where it stands: as this environment left it, or prepared anew from its data and brought to its last checkpoint.
 * @throws DeadlineError, TrainingError, RangeError when the run has no data
 */
export async function openRun(
  store: RunStore,
  cache: RunCache,
  runId: string,
  config: TrainingConfig,
  remaining: RemainingTime,
): Promise<OpenRun> {
  const key = JSON.stringify([runId, config]);
  const known = cache.get(key);
  if (known) return known;
  const data = await store.read(runId, RUN_DATA);
  if (data === undefined)
    throw new RangeError(`the data of ${runId} is gone, expected it under ${RUN_DATA}: start another run`);
  const frozen = await thaw(data);
  const training = await prepared(frozen, await settled(store, runId, config), remaining);
  if (config.tune) await store.write(runId, RUN_SETTINGS, new TextEncoder().encode(JSON.stringify(training.tuned)));
  const begunAnew = await resume(training, await store.read(runId, RUN_CHECKPOINT));
  const run = { frozen, training, begunAnew };
  cache.set(key, run);
  return run;
}

/** The configuration, or what was found for it when the run was first opened. */
async function settled(store: RunStore, runId: string, config: TrainingConfig): Promise<TunedConfig> {
  const found = config.tune ? await store.read(runId, RUN_SETTINGS) : undefined;
  return found === undefined ? { config } : JSON.parse(new TextDecoder().decode(found));
}

async function prepared(
  { set }: FrozenRun,
  { config, search }: TunedConfig,
  remaining: RemainingTime,
): Promise<TrainingRun> {
  const beginning = beginTraining(set, config, search);
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
