import { setImmediate as breathe } from 'node:timers/promises';
import { trainModel } from '../core/training/train-model.ts';
import type { TrainingConfig } from '../core/training/training-config.ts';
import type { StepProgress, TrainedModel } from '../core/training/training-report.ts';
import type { TrainingSet } from '../core/training/training-set.ts';
import { checkDeadline, type RemainingTime } from './deadline.ts';

/**
 * Drives a training to its end, leaving the event loop to others now and then.
 * @throws TrainingError, DeadlineError
 */
export async function trainToEnd(
  set: TrainingSet,
  config: TrainingConfig,
  remaining: RemainingTime,
  onProgress: (progress: StepProgress) => Promise<void>,
): Promise<TrainedModel> {
  const training = trainModel(set, config);
  for (;;) {
    const { done, value } = training.next();
    if (done) return value;
    const isTraining = value.phase === 'training';
    checkDeadline(remaining, isTraining ? `training (step ${value.step} of ${value.steps})` : value.doing);
    if (isTraining) await onProgress(value);
    await breathe();
  }
}
