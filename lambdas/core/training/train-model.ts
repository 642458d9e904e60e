import type { SearchReport } from '../self-tuning/search-report.ts';
import { tunedConfig } from '../self-tuning/tuned-config.ts';
import { prepareRun } from './prepared-run.ts';
import type { Preparation } from './step-plan.ts';
import type { TrainingConfig } from './training-config.ts';
import type { TrainedModel, TrainingProgress } from './training-report.ts';
import { TrainingRun } from './training-run.ts';
import type { TrainingSet } from './training-set.ts';

/**
 * Trains a model: a pure function of the set and the configuration, that yields now and then so that its caller can breathe,
 * report or stop.
 *
 * @throws TrainingError `nothing-to-learn` for a set without a pair, `not-finite` when training overflows; WatchdogError for a
 *   run that fails in one of the ways that the watchdog knows.
 */
export function* trainModel(set: TrainingSet, config: TrainingConfig): Generator<TrainingProgress, TrainedModel, void> {
  const run = yield* beginTraining(set, config);
  while (run.step < run.steps) {
    const progress = run.takeStep();
    if (progress) yield progress;
  }
  return run.finish();
}

/**
 * Prepares a run up to its first step; with `tune`, settings are looked for first.
 * @param search How the configuration was found, where it comes from the `tuned` of a run that is gone on with.
 * @throws as trainModel does
 */
export function* beginTraining(
  set: TrainingSet,
  config: TrainingConfig,
  search?: SearchReport,
): Generator<TrainingProgress, TrainingRun, void> {
  const tuned = config.tune ? yield* told(tunedConfig(set, config)) : { config, ...(search && { search }) };
  return new TrainingRun(set, tuned, yield* told(prepareRun(set, tuned.config)));
}

/** Hands on what is being done as progress. */
function* told<Outcome>(preparing: Generator<Preparation, Outcome, void>): Generator<TrainingProgress, Outcome, void> {
  for (;;) {
    const { done, value } = preparing.next();
    if (done) return value;
    yield { phase: 'preparing', doing: value };
  }
}
