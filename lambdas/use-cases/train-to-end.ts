import { setImmediate as breathe } from 'node:timers/promises';
import { type TrainedModel, type TrainingProgress, trainModel } from '../core/training/train-model.ts';
import type { TrainingConfig } from '../core/training/training-config.ts';
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
  onProgress: (progress: TrainingProgress) => Promise<void>,
): Promise<TrainedModel> {
  const training = trainModel(set, config);
  for (;;) {
    const { done, value } = training.next();
    if (done) return value;
    checkDeadline(remaining, `training (step ${value.step} of ${value.steps})`);
    await onProgress(value);
    await breathe();
  }
}
