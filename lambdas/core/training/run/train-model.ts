import { KernelError } from '../../kernels/kernel-error.ts';
import { oneThread, type Threads } from '../../kernels/threads.ts';
import type { Model } from '../../model/model.ts';
import type { SearchReport } from '../../self-tuning/search-report.ts';
import { tuneConfig } from '../../self-tuning/tune-config.ts';
import type { TrainingConfig } from '../config/training-config.ts';
import type { TrainingSet } from '../data/training-set.ts';
import type { Preparation } from '../plans/step-plan.ts';
import { prepareRun } from './prepared-run.ts';
import type { TrainedModel, TrainingProgress } from './training-report.ts';
import { TrainingRun } from './training-run.ts';

/** A model whose weights a run goes on from. */
export interface StartingModel {
  readonly version: string;
  readonly model: Model;
}

/**
 * Trains a model: a pure function of the set and the configuration, that yields now and then so that its caller can breathe,
 * report or stop.
 *
 * @param from The model to go on from (default: untrained weights); rows that are marked as seen are not trained on.
 * @param threads Who helps with the steps on lists; the model is the same without them (default: nobody). Where one is lost with a
 *   part of a step in its hands, the run begins again without any.
 * @throws TrainingError `nothing-to-learn` for a set without a pair, `not-finite` when training overflows; WatchdogError for a
 *   run that fails in one of the ways that the watchdog knows.
 */
export function* trainModel(
  set: TrainingSet,
  config: TrainingConfig,
  threads: Threads = oneThread,
  from?: StartingModel,
): Generator<TrainingProgress, TrainedModel, void> {
  try {
    return yield* trained(set, config, threads, from);
  } catch (cause) {
    if (!(cause instanceof KernelError && cause.code === 'thread-lost')) throw cause;
    return yield* trained(set, config, oneThread, from);
  }
}

function* trained(
  set: TrainingSet,
  config: TrainingConfig,
  threads: Threads,
  from?: StartingModel,
): Generator<TrainingProgress, TrainedModel, void> {
  const run = yield* startTraining(set, config, undefined, threads, from);
  while (run.step < run.steps) {
    const progress = run.takeStep();
    if (progress) yield progress;
  }
  return run.finish();
}

/**
 * Prepares a run up to its first step; with `tune`, settings are looked for first.
 * @param search How the configuration was found, where it comes from the `tuned` of a run that is gone on with.
 * @param threads Who helps with the steps on lists of the run itself; settings are looked for alone (default: nobody).
 * @param from As for trainModel; it has to be of the configuration's shape (warm-start.ts), which does not tune.
 * @throws as trainModel does, and KernelError `thread-lost`: go on from the last checkpoint
 */
export function* startTraining(
  set: TrainingSet,
  config: TrainingConfig,
  search?: SearchReport,
  threads: Threads = oneThread,
  from?: StartingModel,
): Generator<TrainingProgress, TrainingRun, void> {
  const tuned = config.tune ? yield* told(tuneConfig(set, config)) : { config, ...(search && { search }) };
  return new TrainingRun(set, tuned, yield* told(prepareRun(set, tuned.config, threads, from?.model)), from?.version);
}

/** Hands on what is being done as progress. */
function* told<Outcome>(preparing: Generator<Preparation, Outcome, void>): Generator<TrainingProgress, Outcome, void> {
  for (;;) {
    const { done, value } = preparing.next();
    if (done) return value;
    yield { phase: 'preparing', doing: value };
  }
}
