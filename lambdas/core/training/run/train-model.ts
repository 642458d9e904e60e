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

/** The model that a run starts from: warm start. */
export interface StartingModel {
  readonly version: string;
  readonly model: Model;
}

/**
 * Trains a model. The result is a pure function of the set, the configuration and the starting model. The generator
 * yields its progress regularly, so that the caller can report it, do other work, or stop.
 *
 * @param from The starting model (default: untrained weights). Rows marked as seen are not trained on.
 * @param threads Helping threads of listwise steps (default: none). The model is the same without them. If a thread is
 *   lost during a step, the run restarts without threads.
 * @throws TrainingError `nothing-to-learn` for a set without a pair, `not-finite` when training overflows;
 *   WatchdogError when the watchdog stops the run
 */
export function* trainModel(
  set: TrainingSet,
  config: TrainingConfig,
  threads: Threads = oneThread,
  from?: StartingModel,
): Generator<TrainingProgress, TrainedModel, void> {
  try {
    return yield* runToEnd(set, config, threads, from);
  } catch (cause) {
    if (!(cause instanceof KernelError && cause.code === 'thread-lost')) throw cause;
    return yield* runToEnd(set, config, oneThread, from);
  }
}

function* runToEnd(
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
  yield { phase: 'judging' };
  return run.finish();
}

/**
 * Prepares a run up to its first step. With `tune` it searches for settings first.
 * @param search The search that found the configuration, when both come from the `tuned` of an interrupted run.
 * @param threads Helping threads of listwise steps (default: none). The search for settings uses none.
 * @param from The starting model. It must have the configuration's shape (warm-start.ts), and `tune` must be off.
 * @throws as trainModel does, and KernelError `thread-lost`: resume from the last checkpoint
 */
export function* startTraining(
  set: TrainingSet,
  config: TrainingConfig,
  search?: SearchReport,
  threads: Threads = oneThread,
  from?: StartingModel,
): Generator<TrainingProgress, TrainingRun, void> {
  const tuned = config.tune ? yield* reportPreparation(tuneConfig(set, config)) : { config, ...(search && { search }) };
  return new TrainingRun(
    set,
    tuned,
    yield* reportPreparation(prepareRun(set, tuned.config, threads, from?.model)),
    from?.version,
  );
}

/** Yields the phases of preparation as progress. */
function* reportPreparation<Outcome>(
  preparing: Generator<Preparation, Outcome, void>,
): Generator<TrainingProgress, Outcome, void> {
  for (;;) {
    const { done, value } = preparing.next();
    if (done) return value;
    yield { phase: 'preparing', doing: value };
  }
}
