import { setImmediate as breathe } from 'node:timers/promises';
import type { TrainingRun } from '../core/training/training-run.ts';
import type { Clock } from '../ports/clock.ts';
import type { RunStore } from '../ports/run-store.ts';
import { RUN_CHECKPOINT } from './open-run.ts';
import type { TrainingJob } from './training-job.ts';

/** Where a run stands after a slice. */
export interface Slice {
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
export async function trainSlice(
  { runs, clock }: { readonly runs: RunStore; readonly clock: Clock },
  job: TrainingJob,
  training: TrainingRun,
  sliceMilliseconds: number,
): Promise<Slice> {
  const end = clock.now().getTime() + sliceMilliseconds;
  const { steps } = training;
  while (training.step < steps) {
    const progress = training.takeStep();
    if (!progress) continue;
    await job.progress({ step: progress.step, steps, loss: progress.loss });
    await breathe();
    if (clock.now().getTime() >= end) break;
  }
  await runs.write(job.id, RUN_CHECKPOINT, training.checkpoint());
  job.tellLosses(training.lossCurve);
  return { step: training.step, steps, done: training.step >= steps, key: RUN_CHECKPOINT };
}
