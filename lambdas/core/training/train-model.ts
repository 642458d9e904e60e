import type { Product } from '../catalog/product.ts';
import { areFinite } from '../encoder/encoder-parameters.ts';
import { commonFeaturesWidth } from '../features/dense-inputs.ts';
import { KernelError } from '../kernels/kernel-error.ts';
import { oneThread, type Threads } from '../kernels/threads.ts';
import type { Model } from '../model/model.ts';
import { learningRateAt } from '../optimizers/schedule.ts';
import { CounterRandom } from '../random.ts';
import { type Diagnostics, Watchdog } from '../watchdog/watchdog.ts';
import { type HeldOutSplit, splitHeldOut } from './held-out-split.ts';
import { type Judgement, judgeModel } from './judge-model.ts';
import { listwisePlan } from './listwise-plan.ts';
import { PairSampler } from './pair-sampler.ts';
import { pairwisePlan } from './pairwise-plan.ts';
import { selfSupervisedPlan } from './self-supervised-plan.ts';
import type { Preparation, StepPlan } from './step-plan.ts';
import type { TrainingConfig } from './training-config.ts';
import { TrainingError } from './training-error.ts';
import type { TrainingSet } from './training-set.ts';
import type { TrainingTuning } from './training-tuning.ts';
import { withFeaturesOnly } from './usable-rows.ts';

/** How far a run has come. */
export type TrainingProgress = { readonly phase: 'preparing'; readonly doing: Preparation } | StepProgress;

export interface StepProgress {
  readonly phase: 'training';
  /** Steps taken, of `steps`. */
  readonly step: number;
  readonly steps: number;
  /** Mean loss since the progress before. */
  readonly loss: number;
  /** Pairs drawn so far. */
  readonly pairs: number;
}

/** What a run did and how good it is, as plain JSON. */
export interface TrainingReport {
  readonly config: TrainingConfig;
  readonly data: {
    readonly products: number;
    readonly rows: number;
    readonly pairs: number;
    readonly heldOutRows: number;
    /** Products that took no part, or not with all their vectors, which have another width than those of most. */
    readonly misfits: number;
  };
  readonly lossCurve: readonly { readonly step: number; readonly loss: number }[];
  /** What was chosen from the training data; null where nothing was. */
  readonly tuning: TrainingTuning | null;
  /** Metrics on rows that were kept out of training; null when there were none. */
  readonly heldOut: Judgement | null;
  /** What the watchdog saw. */
  readonly diagnostics: Diagnostics;
}

export interface TrainedModel {
  readonly model: Model;
  readonly report: TrainingReport;
}

/** Pairs between two progress reports: a quarter of a second at the default size. */
const PAIRS_PER_PROGRESS = 2048;

/**
 * Trains a model: a pure function of the set and the configuration, that yields now and then so that its caller can breathe,
 * report or stop. Every step draws from a stream of its own, (seed, step), so steps do not depend on how many came before.
 *
 * @param threads Who helps with the steps on lists; the model is the same without them (default: nobody). Where one is lost with a
 *   part of a step in its hands, the run begins again without any.
 * @throws TrainingError `nothing-to-learn` for a set without a pair, `not-finite` when training overflows; WatchdogError for a
 *   run that fails in one of the ways that the watchdog knows.
 */
export function* trainModel(
  set: TrainingSet,
  config: TrainingConfig,
  threads: Threads = oneThread,
): Generator<TrainingProgress, TrainedModel, void> {
  try {
    return yield* trained(set, config, threads);
  } catch (cause) {
    if (!(cause instanceof KernelError && cause.code === 'thread-lost')) throw cause;
    return yield* trained(set, config, oneThread);
  }
}

function* trained(
  set: TrainingSet,
  config: TrainingConfig,
  threads: Threads,
): Generator<TrainingProgress, TrainedModel, void> {
  const { training, judging, heldOutRows, sampler, plan } = yield* preparedRun(set, config, threads);
  const trainingRows = training.pairs.length + training.groups.length;
  const watchdog = new Watchdog({ ...plan, sampler, trainingRows, config });
  const lossCurve = yield* takeSteps(plan, config, watchdog);
  if (!areFinite(plan.model.parameters)) {
    throw new TrainingError(
      'not-finite',
      `weights are not finite after the last step: lower learningRate (${config.learningRate})`,
    );
  }
  const diagnostics = watchdog.finish();
  const model = plan.finish();
  const catalog = set.products.slice(0, set.catalogSize);
  const data = {
    products: set.catalogSize,
    rows: set.pairs.length + set.groups.length,
    pairs: sampler.pairs,
    heldOutRows,
    misfits: misfitsOf(set.products, plan.products),
  };
  const heldOut = judging.length > 0 ? judgeModel(model, catalog, training, judging) : null;
  return { model, report: { config, data, lossCurve, tuning: plan.tuning, heldOut, diagnostics } };
}

interface PreparedRun extends HeldOutSplit {
  readonly sampler: PairSampler;
  readonly plan: StepPlan;
}

function* preparedRun(
  set: TrainingSet,
  config: TrainingConfig,
  threads: Threads,
): Generator<TrainingProgress, PreparedRun, void> {
  const inputDim = commonFeaturesWidth(set.products);
  if (config.selfSupervised) {
    const run = yield* told(selfSupervisedPlan(set, inputDim, config, threads));
    return { ...run, judging: [], heldOutRows: 0, sampler: samplerOf(run.training, config) };
  }
  const usable = config.encoder === 'linear' ? withFeaturesOnly(set, inputDim) : set;
  const split = splitHeldOut(usable, config.heldOutFraction, config.seed);
  const sampler = samplerOf(split.training, config);
  const plan =
    config.loss === 'listwise'
      ? yield* told(listwisePlan(split.training, inputDim, config, threads))
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

/** Hands on what is being prepared as progress. */
function* told<Run>(preparing: Generator<Preparation, Run, void>): Generator<TrainingProgress, Run, void> {
  for (;;) {
    const { done, value } = preparing.next();
    if (done) return value;
    yield { phase: 'preparing', doing: value };
  }
}

function misfitsOf(products: readonly Product[], fitting: readonly Product[]): number {
  return fitting.filter((product, row) => product !== products[row]).length;
}

function* takeSteps(
  plan: StepPlan,
  config: TrainingConfig,
  watchdog: Watchdog,
): Generator<TrainingProgress, { step: number; loss: number }[], void> {
  const { steps: total, batchSize: B } = plan;
  const every = Math.max(1, Math.round(PAIRS_PER_PROGRESS / B));
  const lossCurve: { step: number; loss: number }[] = [];
  let sum = 0;
  let since = 0;
  for (let step = 0; step < total; step++) {
    const random = new CounterRandom(config.seed, `step ${step}`);
    const loss = plan.take(learningRateAt(step, total, config), random);
    if (!Number.isFinite(loss)) {
      throw new TrainingError(
        'not-finite',
        `loss is ${loss} at step ${step}: lower learningRate (${config.learningRate})`,
      );
    }
    watchdog.afterStep(loss);
    sum += loss;
    since += 1;
    if (since < every && step + 1 < total) continue;
    lossCurve.push({ step: step + 1, loss: sum / since });
    yield { phase: 'training', step: step + 1, steps: total, loss: sum / since, pairs: (step + 1) * B };
    sum = 0;
    since = 0;
  }
  return lossCurve;
}
