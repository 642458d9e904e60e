import type { ThreadPool } from '../../core/kernels/threads.ts';
import type { TrainingConfig } from '../../core/training/config/training-config.ts';
import type { TrainingRun } from '../../core/training/run/training-run.ts';
import type { RunDataset } from './run-dataset.ts';

/** A run that is prepared and restored to its last checkpoint. */
export interface OpenRun {
  readonly dataset: RunDataset;
  /** Before tuning, with the share of held-out rows that the dataset allows. */
  readonly config: TrainingConfig;
  readonly training: TrainingRun;
  /** Threads that help with the steps of training. Close them after the last step. */
  readonly threads: ThreadPool;
  /** Why training restarted although a checkpoint was stored; undefined otherwise. */
  readonly restartReason: string | undefined;
}

/** Holds the run that this environment worked on last, so that the next slice need not read and prepare it again. */
export class RunCache {
  #key = '';
  #run: OpenRun | undefined;
  #isSingleThreaded = false;

  /** True after a thread was lost with a part of a step: later runs of this environment use no threads. */
  get isSingleThreaded(): boolean {
    return this.#isSingleThreaded;
  }

  get(key: string): OpenRun | undefined {
    return this.#key === key ? this.#run : undefined;
  }

  set(key: string, run: OpenRun | undefined): void {
    void this.#run?.threads.close();
    [this.#key, this.#run] = [key, run];
  }

  /** Drops the run, whose current step a lost thread has left incomplete. The stored checkpoint is whole. */
  dropAfterThreadLoss(): void {
    this.#isSingleThreaded = true;
    this.set('', undefined);
  }
}
