import { copyOf } from '../encoder/encoder-parameters.ts';
import type { FeatureConfig } from '../features/feature-config.ts';
import { CounterRandom } from '../numerics/random.ts';
import type { TrainingConfig } from '../training/config/training-config.ts';
import { PairSampler } from '../training/data/pair-sampler.ts';
import type { TrainingSet } from '../training/data/training-set.ts';
import { prepareListwisePlan } from '../training/plans/listwise-plan.ts';
import { buildPairwisePlan } from '../training/plans/pairwise-plan.ts';
import type { PreparedModel } from '../training/plans/prepared-model.ts';
import type { Preparation, StepPlan } from '../training/plans/step-plan.ts';
import { drawFieldWeights } from './field-weightings.ts';
import type { Trial, TrialSettings } from './trial-settings.ts';

/** Weights of the fields that trials share, with the catalog read by them. */
export interface Weighting {
  /** Over those of the first weighting; null for itself. */
  readonly fields: Partial<FeatureConfig> | null;
  /** Never stepped itself: every trial begins again. */
  readonly lists: StepPlan;
}

/** Makes the runs of trials. A catalog is read once for each weighting of its fields, not for each trial. */
export class TrialPlans {
  readonly sampler: PairSampler;
  readonly weightings: Weighting[] = [];
  readonly #set: TrainingSet;
  readonly #inputDim: number;
  readonly #given: TrainingConfig;
  readonly #random: CounterRandom;
  /** Never stepped itself. */
  #pairs: PreparedModel | undefined;

  constructor(set: TrainingSet, inputDim: number, given: TrainingConfig) {
    this.#set = set;
    this.#inputDim = inputDim;
    this.#given = given;
    this.#random = new CounterRandom(given.seed, 'field weightings');
    this.sampler = new PairSampler(set, given.sessionWindow);
  }

  /** Reads the catalog with the given weights, or those that are tuned by likelihood. */
  *prepareFirst(): Generator<Preparation, StepPlan, void> {
    const lists = yield* prepareListwisePlan(this.#set, this.#inputDim, { ...this.#given, loss: 'listwise' });
    this.weightings.push({ fields: null, lists });
    return lists;
  }

  /** Reads the catalog with other weights, where there are fields to weigh. */
  *prepareAnother(): Generator<Preparation, void, void> {
    const { input } = this.weightings[0]!.lists.model;
    const fields = input.encoder === 'bag' ? drawFieldWeights(input.space, this.#random) : undefined;
    if (fields === undefined) return;
    const config = { ...this.#given, ...this.#withFields(fields), loss: 'listwise' as const };
    this.weightings.push({ fields, lists: yield* prepareListwisePlan(this.#set, this.#inputDim, config) });
  }

  /** A run of a trial from its beginning. */
  buildPlan(trial: Trial): StepPlan {
    const config = { ...this.#given, ...trial.settings };
    const { lists } = this.weightings[trial.weighting]!;
    if (config.loss === 'listwise') return lists.withSettings!(trial.settings);
    const prepared = isGiven(trial) ? this.#preparedPairs() : lists;
    return this.#pairwise(config, unstepped(prepared));
  }

  /** What the given settings read of the catalog where they are on drawn pairs: fields are not tuned for these. */
  #preparedPairs(): PreparedModel {
    this.#pairs ??= this.#pairwise(this.#given);
    return this.#pairs;
  }

  #pairwise(config: TrainingConfig, prepared?: PreparedModel): StepPlan {
    return buildPairwisePlan(this.#set, this.sampler, this.#inputDim, config, prepared);
  }

  /** The whole configuration of a trial; what was tuned by likelihood for lists is written down where the loss is another. */
  buildConfig(trial: Trial): TrainingConfig {
    if (isGiven(trial)) return this.#given;
    const config = { ...this.#given, ...trial.settings };
    const { fields } = this.weightings[trial.weighting]!;
    if (fields === null && config.loss === 'listwise') return config;
    return { ...config, ...this.#withFields(fields ?? {}) };
  }

  /** Weights of fields over those of the first weighting, to be taken as they are. */
  #withFields(fields: Partial<FeatureConfig>): Pick<TrainingConfig, 'features' | 'tuneFields'> {
    const { input } = this.weightings[0]!.lists.model;
    const first = input.encoder === 'bag' ? input.space.config : this.#given.features;
    return { features: { ...first, ...fields }, tuneFields: false };
  }
}

/** The same with weights of its own, for a run that changes them in place. */
function unstepped(prepared: PreparedModel): PreparedModel {
  const { parameters } = prepared.model;
  const precision = parameters.dense instanceof Float64Array ? 'float64' : 'float32';
  return { ...prepared, model: { ...prepared.model, parameters: copyOf(parameters, precision) } };
}

/** The given configuration as it is. */
export const GIVEN: Trial = { settings: {} as TrialSettings, weighting: 0 };

export function isGiven(trial: Trial): boolean {
  return trial === GIVEN;
}
