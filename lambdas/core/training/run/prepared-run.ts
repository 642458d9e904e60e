import { findFeaturesWidth } from '../../features/given-vectors.ts';
import { oneThread, type Threads } from '../../kernels/threads.ts';
import { getEvidence } from '../../losses/registry.ts';
import type { Model } from '../../model/model.ts';
import type { TrainingConfig } from '../config/training-config.ts';
import { TrainingError } from '../config/training-error.ts';
import { heldOutOptions, TRAINED_ON_NO_ROW } from '../data/held-out-rule.ts';
import { type HeldOutSplit, splitHeldOut } from '../data/held-out-split.ts';
import { selectNewRows, sumWeights } from '../data/new-rows.ts';
import { PairSampler } from '../data/pair-sampler.ts';
import { type Fact, type TrainingSet, weightOf } from '../data/training-set.ts';
import { selectRowsWithFeatures } from '../data/usable-rows.ts';
import { prepareListwisePlan } from '../plans/listwise-plan.ts';
import { buildPairwisePlan } from '../plans/pairwise-plan.ts';
import { prepareModel } from '../plans/prepared-model.ts';
import { prepareSelfSupervisedPlan } from '../plans/self-supervised-plan.ts';
import type { Preparation, StepPlan } from '../plans/step-plan.ts';
import { BestEpoch } from '../selection/best-epoch.ts';
import { type LeftOutSearch, splitSearches } from '../selection/left-out-searches.ts';
import { splitValidation } from '../selection/validation.ts';

/**
 * A run before its first step: the split of its data and the plan of its steps. It is a pure function of set and
 * configuration, so any machine can prepare it again. `training` holds all rows that are not held out, for the
 * baselines of the judgement. Steps are taken on its new rows only.
 */
export interface PreparedRun extends HeldOutSplit {
  /** The weights of the new facts together, including the validation rows. */
  readonly ownRows: number;
  readonly sampler: PairSampler;
  readonly plan: StepPlan;
  /** Searches of which no row is trained on: the share of the training is chosen by them. */
  readonly leftOutSearches: readonly LeftOutSearch[];
  /** Present if the run selects its best epoch. */
  readonly bestEpoch?: BestEpoch;
}

/**
 * Prepares a run: splits the data, reads the products and plans the steps.
 * @param threads Helping threads of listwise steps.
 * @param from The starting model, of the configuration's shape (warm-start.ts); default: untrained weights.
 * @throws TrainingError `nothing-to-learn` for a set without a pair, or with selfSupervised without content to read
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
    const ownRows = sumWeights(run.training);
    const split = { judging: [], further: [], heldOutRows: 0, copiesOfHeldOut: 0, rule: TRAINED_ON_NO_ROW };
    return { ...run, ...split, ownRows, leftOutSearches: [], sampler: buildSampler(run.training, config) };
  }
  const split = splitUsableRows(set, inputDim, config);
  const searches = config.trainedShare === 'chosen' ? splitSearches(split.training, config.seed) : undefined;
  const own = selectNewRows(searches?.training ?? split.training);
  const choice = config.bestEpoch ? splitValidation(own, config.validationFraction, config.seed) : undefined;
  const training = choice?.training ?? own;
  const sampler = buildSampler(training, config);
  const plan =
    getEvidence(config) === 'lists'
      ? yield* prepareListwisePlan(training, inputDim, config, threads, from)
      : buildPairwisePlan(
          training,
          sampler,
          inputDim,
          config,
          from && prepareModel(set.products, [], inputDim, config, { from }),
        );
  const bestEpoch = choice && { bestEpoch: new BestEpoch(plan, choice.validation, config.patience) };
  const leftOutSearches = searches?.leftOut ?? [];
  return { ...split, ownRows: sumWeights(own), sampler, plan, leftOutSearches, ...bestEpoch };
}

/** Splits the rows that the encoder can learn from into training and held-out rows. */
function splitUsableRows(set: TrainingSet, inputDim: number, config: TrainingConfig): HeldOutSplit {
  const usable = config.encoder === 'linear' ? selectRowsWithFeatures(set, inputDim) : set;
  return splitHeldOut(usable, heldOutOptions(config, set));
}

/** Counts the facts that a run would take steps on: new ones that are not held out. Lists use no given negatives. */
export function countTrainableRows(set: TrainingSet, config: TrainingConfig): number {
  const { pairs, groups } = selectNewRows(splitUsableRows(set, findFeaturesWidth(set.products), config).training);
  const isUsed = (fact: Fact) => getEvidence(config) !== 'lists' || weightOf(fact) > 0;
  return pairs.filter(isUsed).length + groups.filter(isUsed).length;
}

/** @throws TrainingError `nothing-to-learn` */
function buildSampler(training: TrainingSet, config: TrainingConfig): PairSampler {
  const sampler = new PairSampler(training, config.sessionWindow);
  if (sampler.pairCount > 0) return sampler;
  const products = config.encoder === 'linear' ? 'products with features (as many as most have)' : 'products';
  throw new TrainingError(
    'nothing-to-learn',
    `the training data holds no pair of two ${products} of the catalog: add pairs, baskets or sessions`,
  );
}
