import { commonFeaturesWidth } from '../features/dense-inputs.ts';
import { oneThread, type Threads } from '../kernels/threads.ts';
import { BestEpoch } from './best-epoch.ts';
import { type HeldOutSplit, splitHeldOut } from './held-out-split.ts';
import { listwisePlan } from './listwise-plan.ts';
import { PairSampler } from './pair-sampler.ts';
import { pairwisePlan } from './pairwise-plan.ts';
import { selfSupervisedPlan } from './self-supervised-plan.ts';
import type { Preparation, StepPlan } from './step-plan.ts';
import type { TrainingConfig } from './training-config.ts';
import { TrainingError } from './training-error.ts';
import type { TrainingSet } from './training-set.ts';
import { withFeaturesOnly } from './usable-rows.ts';
import { cutValidation } from './validation.ts';

/** Data split and steps planned: a pure function of set and configuration, so that any machine can make it anew. */
export interface PreparedRun extends HeldOutSplit {
  readonly sampler: PairSampler;
  readonly plan: StepPlan;
  /** Where the model is to be that of the best epoch. */
  readonly bestEpoch?: BestEpoch;
}

/** @param threads Who helps with steps on lists. @throws TrainingError `nothing-to-learn` for a set without a pair. */
export function* prepareRun(
  set: TrainingSet,
  config: TrainingConfig,
  threads: Threads = oneThread,
): Generator<Preparation, PreparedRun, void> {
  const inputDim = commonFeaturesWidth(set.products);
  if (config.selfSupervised) {
    const run = yield* selfSupervisedPlan(set, inputDim, config, threads);
    return { ...run, judging: [], heldOutRows: 0, sampler: samplerOf(run.training, config) };
  }
  const usable = config.encoder === 'linear' ? withFeaturesOnly(set, inputDim) : set;
  const split = splitHeldOut(usable, config.heldOutFraction, config.seed);
  const cut = config.bestEpoch ? cutValidation(split.training, config.validationFraction, config.seed) : undefined;
  const training = cut?.training ?? split.training;
  const sampler = samplerOf(training, config);
  const plan =
    config.loss === 'listwise'
      ? yield* listwisePlan(training, inputDim, config, threads)
      : pairwisePlan(training, sampler, inputDim, config);
  const bestEpoch = cut && { bestEpoch: new BestEpoch(plan, cut.validation, config.patience) };
  return { ...split, sampler, plan, ...bestEpoch };
}

/** @throws TrainingError `nothing-to-learn` */
function samplerOf(training: TrainingSet, config: TrainingConfig): PairSampler {
  const sampler = new PairSampler(training, config.sessionWindow);
  if (sampler.pairs > 0) return sampler;
  if (config.selfSupervised)
    throw new TrainingError('nothing-to-learn', 'no two products of the catalog have a word in common: add texts');
  const products = config.encoder === 'linear' ? 'products with features (as many as most have)' : 'products';
  throw new TrainingError(
    'nothing-to-learn',
    `no pair of two ${products} of the catalog is in the training data: add some`,
  );
}
