import { copyOf } from '../encoder/encoder-parameters.ts';
import { fitFeatureSpace } from '../features/feature-space.ts';
import { companyOf } from '../likeness/company.ts';
import { likenessTargets } from '../likeness/likeness-targets.ts';
import { ListSampler } from '../likeness/list-sampler.ts';
import { textNeighbours } from '../likeness/text-neighbours.ts';
import type { WeightedRows } from '../likeness/weighted-rows.ts';
import { fittingProducts } from '../model/fitting-products.ts';
import { initializeBagModel, initializeLinearModel } from '../model/initial-model.ts';
import { inputsOf, type Model } from '../model/model.ts';
import { identitiesOf, rowsWith } from './identities.ts';
import { stepsOfLists } from './lists-budget.ts';
import { ListwiseStep } from './listwise-step.ts';
import type { StepPlan } from './step-plan.ts';
import type { TrainingConfig } from './training-config.ts';
import { trainingKernels } from './training-kernels.ts';
import type { TrainingSet } from './training-set.ts';
import { tuneFields } from './tune-fields.ts';
import { tuneTextWeight } from './tune-text-weight.ts';

/** Products that an anchor keeps company with, or is like by text, at most. */
const MAX_COMPANY = 300;
const MAX_TEXT_NEIGHBOURS = 50;

/** A run on lists: each anchor among all products, against the blend of company and text (losses/listwise.ts). */
export function listwisePlan(set: TrainingSet, inputDim: number, config: TrainingConfig): StepPlan {
  const fields = config.encoder === 'bag' && config.tuneFields ? tuneFields(set, config) : null;
  const features = { ...config.features, ...fields?.weights };
  const initial = initialModel(set, inputDim, { ...config, features });
  const kernels = trainingKernels();
  const model: Model = { ...initial, parameters: copyOf(initial.parameters, kernels) };
  const products = fittingProducts(model.input, set.products);
  const inputs = inputsOf(model.input, products);
  const N = products.length;
  const company = companyOf(N, set, MAX_COMPANY);
  // Products without company take no part: nothing is known against them, so they are no negatives either.
  const hasCompany = rowsOf(company);
  const text = textNeighbours(inputs, hasCompany, MAX_TEXT_NEIGHBOURS);
  const { textWeight, tried } = tuneTextWeight(set, text, config);
  const occurrences = rowsWith(set);
  const sampler = new ListSampler({
    targets: likenessTargets(company, text, { textWeight, sharpness: config.targetSharpness }),
    anchorWeights: occurrences.map((rows, i) => (hasCompany[i] === 1 ? Math.sqrt(rows) : 0)),
    maxCandidates: config.maxCandidates,
    batchSize: Math.min(config.batchSize, N),
  });
  const learningRateShare = shareByEvidence(occurrences, hasCompany);
  const step = new ListwiseStep(model, inputs, sampler, config, kernels);
  return {
    model,
    products,
    inputs,
    steps: stepsOfLists(sampler, inputs, { ...config, epochs: config.epochs * learningRateShare * learningRateShare }),
    batchSize: Math.min(config.batchSize, N),
    candidates: sampler.candidates,
    tuning: { fields, textWeight, textWeightsTried: tried, learningRateShare },
    take: (learningRate, random) => step.take(learningRateShare * learningRate, random),
    finish: () => ({ ...model, parameters: copyOf(model.parameters, 'float32') }),
  };
}

/** Training rows of a product, on average, from which on the learning rate is taken in full. */
const FULL_EVIDENCE = 10;

/** Thin data is learnt by heart where steps are large or many: the fourth root of the rows a product, as a share of enough, in (0, 1]. */
function shareByEvidence(rows: Float64Array, hasCompany: Uint8Array): number {
  const products = hasCompany.reduce((sum, one) => sum + one, 0);
  const mean = rows.reduce((sum, one, i) => sum + (hasCompany[i] === 1 ? one : 0), 0) / Math.max(1, products);
  return Math.sqrt(Math.sqrt(Math.min(1, mean / FULL_EVIDENCE)));
}

/** (N): 1 for rows that are not empty. */
function rowsOf({ offsets }: WeightedRows): Uint8Array {
  return Uint8Array.from({ length: offsets.length - 1 }, (_, i) => (offsets[i] === offsets[i + 1] ? 0 : 1));
}

function initialModel(set: TrainingSet, inputDim: number, config: TrainingConfig): Model {
  if (config.encoder === 'bag')
    return initializeBagModel(fitFeatureSpace(set.products, identitiesOf(set, config), config.features), config);
  return initializeLinearModel({ ...config, inputDim });
}
