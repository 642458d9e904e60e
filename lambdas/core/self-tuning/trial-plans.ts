import { copyOf } from '../encoder/encoder-parameters.ts';
import type { FeatureConfig } from '../features/feature-config.ts';
import { CounterRandom } from '../random.ts';
import { listwisePlan } from '../training/listwise-plan.ts';
import { PairSampler } from '../training/pair-sampler.ts';
import { pairwisePlan } from '../training/pairwise-plan.ts';
import type { Preparation, StepPlan } from '../training/step-plan.ts';
import type { TrainingConfig } from '../training/training-config.ts';
import type { TrainingSet } from '../training/training-set.ts';
import { drawWeighting } from './field-weightings.ts';
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

  constructor(set: TrainingSet, inputDim: number, given: TrainingConfig) {
    this.#set = set;
    this.#inputDim = inputDim;
    this.#given = given;
    this.#random = new CounterRandom(given.seed, 'field weightings');
    this.sampler = new PairSampler(set, given.sessionWindow);
  }

  /** Reads the catalog with the given weights, or those that are tuned by likelihood. */
  *prepareFirst(): Generator<Preparation, StepPlan, void> {
    const lists = yield* listwisePlan(this.#set, this.#inputDim, { ...this.#given, loss: 'listwise' });
    this.weightings.push({ fields: null, lists });
    return lists;
  }

  /** Reads the catalog with other weights, where there are fields to weigh. */
  *prepareAnother(): Generator<Preparation, void, void> {
    const { input } = this.weightings[0]!.lists.model;
    const fields = input.encoder === 'bag' ? drawWeighting(input.space, this.#random) : undefined;
    if (fields === undefined) return;
    const config = { ...this.#given, ...this.#withFields(fields), loss: 'listwise' as const };
    this.weightings.push({ fields, lists: yield* listwisePlan(this.#set, this.#inputDim, config) });
  }

  /** A run of a trial from its beginning. */
  planOf(trial: Trial): StepPlan {
    const config = { ...this.#given, ...trial.settings };
    const { lists } = this.weightings[trial.weighting]!;
    if (config.loss === 'listwise') return lists.again!(trial.settings);
    const pairwise = (prepared?: StepPlan) => pairwisePlan(this.#set, this.sampler, this.#inputDim, config, prepared);
    if (isGiven(trial)) return pairwise();
    return pairwise({ ...lists, model: { ...lists.model, parameters: copyOf(lists.model.parameters, 'float32') } });
  }

  /** The whole configuration of a trial; what was tuned by likelihood for lists is written down where the loss is another. */
  configOf(trial: Trial): TrainingConfig {
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

/** The given configuration as it is. */
export const GIVEN: Trial = { settings: {} as TrialSettings, weighting: 0 };

export function isGiven(trial: Trial): boolean {
  return trial === GIVEN;
}
