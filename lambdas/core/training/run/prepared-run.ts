import { findFeaturesWidth } from '../../features/dense-inputs.ts';
import { oneThread, type Threads } from '../../kernels/threads.ts';
import { evidenceOf } from '../../losses/registry.ts';
import type { Model } from '../../model/model.ts';
import type { TrainingConfig } from '../config/training-config.ts';
import { TrainingError } from '../config/training-error.ts';
import { type HeldOutSplit, splitHeldOut } from '../data/held-out-split.ts';
import { countRows, selectNewRows } from '../data/new-rows.ts';
import { PairSampler } from '../data/pair-sampler.ts';
import type { TrainingSet } from '../data/training-set.ts';
import { selectRowsWithFeatures } from '../data/usable-rows.ts';
import { prepareListwisePlan } from '../plans/listwise-plan.ts';
import { buildPairwisePlan } from '../plans/pairwise-plan.ts';
import { prepareModel } from '../plans/prepared-model.ts';
import { prepareSelfSupervisedPlan } from '../plans/self-supervised-plan.ts';
import type { Preparation, StepPlan } from '../plans/step-plan.ts';
import { BestEpoch } from '../selection/best-epoch.ts';
import { splitValidation } from '../selection/validation.ts';

/**
 * Data split and steps planned: a pure function of set and configuration, so that any machine can make it anew. `training` is all
 * that is not held out, to judge with; steps are taken on what of it was not seen before.
 */
export interface PreparedRun extends HeldOutSplit {
  /** Rows that steps are taken on, with those that epochs are chosen by. */
  readonly ownRows: number;
  readonly sampler: PairSampler;
  readonly plan: StepPlan;
  /** Where the model is to be that of the best epoch. */
  readonly bestEpoch?: BestEpoch;
}

/**
 * @param threads Who helps with steps on lists.
 * @param from The model to go on from, of a shape that the configuration has (warm-start.ts).
 * @throws TrainingError `nothing-to-learn` for a set without a pair.
 */
export function* prepareRun(
  set: TrainingSet,
  config: TrainingConfig,
  threads: Threads = oneThread,
  from?: Model,
): Generator<Preparation, PreparedRun, void> {
  const inputDim = findFeaturesWidth(set.products);
  if (config.selfSupervised) {
    const run = yield* prepareSelfSupervisedPlan(set, inputDim, config, threads);
    const ownRows = countRows(run.training);
    return { ...run, judging: [], heldOutRows: 0, ownRows, sampler: samplerOf(run.training, config) };
  }
  const split = runSplit(set, inputDim, config);
  const own = selectNewRows(split.training);
  const cut = config.bestEpoch ? splitValidation(own, config.validationFraction, config.seed) : undefined;
  const training = cut?.training ?? own;
  const sampler = samplerOf(training, config);
  const plan =
    evidenceOf(config) === 'lists'
      ? yield* prepareListwisePlan(training, inputDim, config, threads, from)
      : buildPairwisePlan(
          training,
          sampler,
          inputDim,
          config,
          from && prepareModel(set.products, [], inputDim, config, from),
        );
  const bestEpoch = cut && { bestEpoch: new BestEpoch(plan, cut.validation, config.patience) };
  return { ...split, ownRows: countRows(own), sampler, plan, ...bestEpoch };
}

/** The rows that a run can learn from, without those that it is judged on. */
function runSplit(set: TrainingSet, inputDim: number, config: TrainingConfig): HeldOutSplit {
  const usable = config.encoder === 'linear' ? selectRowsWithFeatures(set, inputDim) : set;
  return splitHeldOut(usable, config.heldOutFraction, config.seed);
}

/** Rows that a run would take steps on: neither held out nor seen before. */
export function countTrainableRows(set: TrainingSet, config: TrainingConfig): number {
  return countRows(selectNewRows(runSplit(set, findFeaturesWidth(set.products), config).training));
}

/** @throws TrainingError `nothing-to-learn` */
function samplerOf(training: TrainingSet, config: TrainingConfig): PairSampler {
  const sampler = new PairSampler(training, config.sessionWindow);
  if (sampler.pairCount > 0) return sampler;
  if (config.selfSupervised)
    throw new TrainingError('nothing-to-learn', 'no two products of the catalog have a word in common: add texts');
  const products = config.encoder === 'linear' ? 'products with features (as many as most have)' : 'products';
  throw new TrainingError(
    'nothing-to-learn',
    `no pair of two ${products} of the catalog is in the training data: add some`,
  );
}
