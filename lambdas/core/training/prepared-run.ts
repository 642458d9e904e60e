import { commonFeaturesWidth } from '../features/dense-inputs.ts';
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

/** Data split and steps planned: a pure function of set and configuration, so that any machine can make it anew. */
export interface PreparedRun extends HeldOutSplit {
  readonly sampler: PairSampler;
  readonly plan: StepPlan;
}

/** @throws TrainingError `nothing-to-learn` for a set without a pair. */
export function* prepareRun(set: TrainingSet, config: TrainingConfig): Generator<Preparation, PreparedRun, void> {
  const inputDim = commonFeaturesWidth(set.products);
  if (config.selfSupervised) {
    const run = yield* selfSupervisedPlan(set, inputDim, config);
    return { ...run, judging: [], heldOutRows: 0, sampler: samplerOf(run.training, config) };
  }
  const usable = config.encoder === 'linear' ? withFeaturesOnly(set, inputDim) : set;
  const split = splitHeldOut(usable, config.heldOutFraction, config.seed);
  const sampler = samplerOf(split.training, config);
  const plan =
    config.loss === 'listwise'
      ? yield* listwisePlan(split.training, inputDim, config)
      : pairwisePlan(split.training, sampler, inputDim, config);
  return { ...split, sampler, plan };
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
