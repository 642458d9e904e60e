import type { TrainingConfig } from '../../lambdas/core/training/config/training-config.ts';
import type { TrainingSet } from '../../lambdas/core/training/data/training-set.ts';
import { type StartingModel, trainModel } from '../../lambdas/core/training/run/train-model.ts';
import type { TrainedModel } from '../../lambdas/core/training/run/training-report.ts';
import type { Output } from '../../lib/terminal/command-line.ts';
import { Progress } from '../../lib/terminal/progress.ts';
import { runWithProgress } from './training-progress.ts';
import { withThreads } from './with-threads.ts';

/** Trains a model with helping threads, and shows the progress on stderr. @throws as trainModel does */
export function trainWithProgress(
  set: TrainingSet,
  config: TrainingConfig,
  threads: number,
  { stderr }: Output,
  from?: StartingModel,
): Promise<TrainedModel> {
  return withThreads(threads, (started) =>
    runWithProgress(trainModel(set, config, started, from), new Progress(stderr), 'trained'),
  );
}
