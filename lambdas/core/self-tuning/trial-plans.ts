import { copyParameters } from '../encoder/encoder-parameters.ts';
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

/** The trial of the given configuration, without changes. */
export const GIVEN: Trial = { settings: {} satisfies TrialSettings, weighting: 0 };

export function isGiven(trial: Trial): boolean {
  return trial === GIVEN;
}

/** Field weights that several trials share, and the catalog read with them. */
interface Weighting {
  /** Changes to the first weighting; null for the first itself. */
  readonly fields: Partial<FeatureConfig> | null;
  /** A listwise plan whose steps are never taken: every trial copies its beginning. */
  readonly lists: StepPlan;
}

/** Builds the plans of trials. The catalog is read once per field weighting, not per trial. */
export class TrialPlans {
  readonly sampler: PairSampler;
  readonly weightings: Weighting[] = [];
  readonly #set: TrainingSet;
  readonly #inputDim: number;
  readonly #given: TrainingConfig;
  readonly #random: CounterRandom;
  /** A pairwise plan of the given settings, whose steps are never taken. */
  #pairs: PreparedModel | undefined;

  constructor(set: TrainingSet, inputDim: number, given: TrainingConfig) {
    this.#set = set;
    this.#inputDim = inputDim;
    this.#given = given;
    this.#random = new CounterRandom(given.seed, 'field weightings');
    this.sampler = new PairSampler(set, given.sessionWindow);
  }

  /** Reads the catalog with the given field weights, or with those tuned by likelihood. */
  *prepareFirst(): Generator<Preparation, StepPlan, void> {
    const lists = yield* prepareListwisePlan(this.#set, this.#inputDim, { ...this.#given, loss: 'listwise' });
    this.weightings.push({ fields: null, lists });
    return lists;
  }

  /** Reads the catalog with other field weights, unless it has only one field. */
  *prepareAnother(): Generator<Preparation, void, void> {
    const { input } = this.weightings[0]!.lists.model;
    const fields = input.encoder === 'bag' ? drawFieldWeights(input.space, this.#random) : undefined;
    if (fields === undefined) return;
    const config = { ...this.#given, ...this.#withFields(fields), loss: 'listwise' as const };
    this.weightings.push({ fields, lists: yield* prepareListwisePlan(this.#set, this.#inputDim, config) });
  }

  /** Builds the plan of a trial, from its beginning. */
  buildPlan(trial: Trial): StepPlan {
    const config = { ...this.#given, ...trial.settings };
    const { lists } = this.weightings[trial.weighting]!;
    if (config.loss === 'listwise') return lists.withSettings!(trial.settings);
    const prepared = isGiven(trial) ? this.#prepareGivenPairs() : lists;
    return this.#buildPairwise(config, copyPrepared(prepared));
  }

  /**
   * Builds the whole configuration of a trial. For a loss on pairs it includes the field weights that lists tune by
   * likelihood.
   */
  buildConfig(trial: Trial): TrainingConfig {
    if (isGiven(trial)) return this.#given;
    const config = { ...this.#given, ...trial.settings };
    const { fields } = this.weightings[trial.weighting]!;
    if (fields === null && config.loss === 'listwise') return config;
    return { ...config, ...this.#withFields(fields ?? {}) };
  }

  /** The model and inputs of given settings on pairs: their field weights are not tuned. */
  #prepareGivenPairs(): PreparedModel {
    this.#pairs ??= this.#buildPairwise(this.#given);
    return this.#pairs;
  }

  #buildPairwise(config: TrainingConfig, prepared?: PreparedModel): StepPlan {
    return buildPairwisePlan(this.#set, this.sampler, this.#inputDim, config, prepared);
  }

  /** The field weights of the first weighting with changes, and `tuneFields` off so that they stay. */
  #withFields(fields: Partial<FeatureConfig>): Pick<TrainingConfig, 'features' | 'tuneFields'> {
    const { input } = this.weightings[0]!.lists.model;
    const first = input.encoder === 'bag' ? input.space.config : this.#given.features;
    return { features: { ...first, ...fields }, tuneFields: false };
  }
}

/** Copies the weights, because a run changes them in place. */
function copyPrepared(prepared: PreparedModel): PreparedModel {
  const { parameters } = prepared.model;
  const precision = parameters.dense instanceof Float64Array ? 'float64' : 'float32';
  return { ...prepared, model: { ...prepared.model, parameters: copyParameters(parameters, precision) } };
}
