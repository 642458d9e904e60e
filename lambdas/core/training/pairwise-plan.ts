import { copyOf, precisionOf } from '../encoder/encoder-parameters.ts';
import { KnownPositives } from '../likeness/known-positives.ts';
import { BatchStep } from './batch-step.ts';
import { identitiesOf } from './identities.ts';
import type { PairSampler } from './pair-sampler.ts';
import { secondsOfPairStep } from './pairs-cost.ts';
import { type PreparedModel, prepareModel } from './prepared-model.ts';
import type { StepPlan } from './step-plan.ts';
import type { TrainingConfig } from './training-config.ts';
import { residentModel } from './training-kernels.ts';
import type { TrainingSet } from './training-set.ts';

/** A run on drawn pairs: every loss but the listwise one. @param prepared Where it is there already; it is changed in place. */
export function pairwisePlan(
  set: TrainingSet,
  sampler: PairSampler,
  inputDim: number,
  config: TrainingConfig,
  prepared: PreparedModel = prepareModel(set.products, identitiesOf(set, config), inputDim, config),
): StepPlan {
  const known = config.maskKnownPositives ? new KnownPositives(set.products.length, set) : undefined;
  const { model, kernels } = residentModel(prepared.model);
  const step = new BatchStep(model, prepared.inputs, sampler.positiveChance, config, kernels, known);
  const B = Math.min(config.batchSize, Math.max(2, Math.floor(sampler.pairs / 2)));
  return {
    ...prepared,
    model,
    steps: Math.ceil(Math.min(config.maxPairs, Math.ceil(config.epochs * sampler.occurrences)) / B),
    stepSeconds: secondsOfPairStep(B, prepared.inputs, config),
    stepsPerEpoch: Math.ceil(sampler.occurrences / B),
    batchSize: B,
    candidates: B,
    tuning: null,
    state: step,
    take: (learningRate, random) => step.take(sampler.draw(B, random), learningRate, random),
    finish: () => ({ ...model, parameters: copyOf(step.outcome, precisionOf(step.outcome)) }),
  };
}
