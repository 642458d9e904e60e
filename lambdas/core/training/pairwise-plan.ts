import { fitFeatureSpace } from '../features/feature-space.ts';
import { fittingProducts } from '../model/fitting-products.ts';
import { initializeBagModel, initializeLinearModel } from '../model/initial-model.ts';
import { inputsOf, type Model } from '../model/model.ts';
import { BatchStep } from './batch-step.ts';
import { identitiesOf } from './identities.ts';
import type { PairSampler } from './pair-sampler.ts';
import type { StepPlan } from './step-plan.ts';
import type { TrainingConfig } from './training-config.ts';
import type { TrainingSet } from './training-set.ts';

/** A run on drawn pairs: every loss but the listwise one. */
export function pairwisePlan(
  set: TrainingSet,
  sampler: PairSampler,
  inputDim: number,
  config: TrainingConfig,
): StepPlan {
  const model = initialModel(set, inputDim, config);
  const products = fittingProducts(model.input, set.products);
  const inputs = inputsOf(model.input, products);
  const step = new BatchStep(model, inputs, sampler.positiveChance, config);
  const B = Math.min(config.batchSize, Math.max(2, Math.floor(sampler.pairs / 2)));
  return {
    model,
    products,
    inputs,
    steps: Math.ceil(Math.min(config.maxPairs, Math.ceil(config.epochs * sampler.occurrences)) / B),
    batchSize: B,
    candidates: B,
    tuning: null,
    take: (learningRate, random) => step.take(sampler.draw(B, random), learningRate, random),
    finish: () => model,
  };
}

function initialModel(set: TrainingSet, inputDim: number, config: TrainingConfig): Model {
  if (config.encoder === 'linear') return initializeLinearModel({ ...config, inputDim });
  return initializeBagModel(fitFeatureSpace(set.products, identitiesOf(set, config), config.features), config);
}
