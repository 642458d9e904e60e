import { copyParameters, getPrecision } from '../../encoder/encoder-parameters.ts';
import { KnownPositives } from '../../likeness/known-positives.ts';
import { getEvidence } from '../../losses/registry.ts';
import type { TrainingConfig } from '../config/training-config.ts';
import { selectIdRows } from '../data/id-rows.ts';
import type { PairSampler } from '../data/pair-sampler.ts';
import { isOfBot, type TrainingSet } from '../data/training-set.ts';
import { BatchStep } from '../steps/batch-step.ts';
import { toResidentModel } from '../steps/resident-model.ts';
import { type PreparedModel, prepareModel } from './prepared-model.ts';
import type { StepPlan } from './step-plan.ts';

/**
 * Builds the plan of a run on drawn pairs, for every loss but the listwise one.
 * @param prepared Model and inputs, if already prepared. The steps change the model in place.
 */
export function buildPairwisePlan(
  set: TrainingSet,
  sampler: PairSampler,
  inputDim: number,
  config: TrainingConfig,
  prepared: PreparedModel = prepareModel(set.products, selectIdRows(set, config), inputDim, config, {
    numbersLimit: set.numbersLimit,
  }),
): StepPlan {
  const ofShoppers = { pairs: set.pairs, groups: set.groups.filter((group) => !isOfBot(group)) };
  const known = config.maskKnownPositives ? new KnownPositives(set.products.length, ofShoppers) : undefined;
  const { model, kernels } = toResidentModel(prepared.model);
  const step = new BatchStep(model, prepared.inputs, sampler.positiveChance, config, kernels, known);
  const B = Math.min(config.batchSize, Math.max(2, Math.floor(sampler.pairCount / 2)));
  return {
    ...prepared,
    model,
    first: prepared.model,
    steps: Math.ceil(Math.min(config.maxPairs, Math.ceil(config.epochs * sampler.occurrenceCount)) / B),
    stepSeconds: estimatePairStepSeconds(B, prepared, config),
    stepsPerEpoch: Math.ceil(sampler.occurrenceCount / B),
    batchSize: B,
    candidates: B,
    tuning: null,
    state: step,
    take: (learningRate, random) => step.take(sampler.draw(B, random), learningRate, random),
    finish: () => ({ ...model, parameters: copyParameters(step.outcome, getPrecision(step.outcome)) }),
  };
}

/** Multiplications per second of the nominal core in the plain arithmetic of these steps. Real cores are faster. */
const NOMINAL_RATE = 8e8;
/** The cost of a token in multiplications: its row is read, its gradient written, and both its moments are updated. */
const TOKEN_COST = 6;

/** Estimates the seconds of a step on B pairs, on the nominal core. */
export function estimatePairStepSeconds(
  B: number,
  { inputs, model }: Pick<PreparedModel, 'inputs' | 'model'>,
  config: TrainingConfig,
): number {
  const rows = 2 * B;
  const tokens = (inputs.bags.tokens.length / Math.max(1, inputs.B)) * rows;
  const comparesAll = getEvidence(config) === 'labelled-rows';
  const products = comparesAll ? 3 * rows * rows : 3 * B * B;
  return ((products + TOKEN_COST * tokens) * model.parameters.D) / NOMINAL_RATE;
}
