import { copyOf } from '../encoder/encoder-parameters.ts';
import type { FeatureConfig } from '../features/feature-config.ts';
import { type FeatureBatch, fitFeatureSpace } from '../features/feature-space.ts';
import { likenessTargets } from '../likeness/likeness-targets.ts';
import { ListSampler } from '../likeness/list-sampler.ts';
import { textNeighbours } from '../likeness/text-neighbours.ts';
import { type WeightedRows, WeightedRowsBuilder } from '../likeness/weighted-rows.ts';
import { fittingProducts } from '../model/fitting-products.ts';
import { initializeBagModel } from '../model/initial-model.ts';
import { inputsOf, type Model } from '../model/model.ts';
import { stepsOfLists } from './lists-budget.ts';
import { ListwiseStep } from './listwise-step.ts';
import type { StepPlan } from './step-plan.ts';
import type { TrainingConfig } from './training-config.ts';
import { trainingKernels } from './training-kernels.ts';
import { NO_NEGATIVE, type TrainingSet } from './training-set.ts';

/** Text alone is the truth here, and its order is to be kept: twice as sharp as where it only helps company. */
const SHARPER = 2;
/** Products that an anchor is like by text, at most. */
const MAX_TEXT_NEIGHBOURS = 50;

/**
 * A run on the catalog alone: every product, as a view with parts missing, is to find itself among all, and after itself those
 * that are like it by text.
 */
export function selfSupervisedPlan(set: TrainingSet, config: TrainingConfig): StepPlan {
  const space = fitFeatureSpace(set.products, [], config.features);
  const initial = initializeBagModel(space, config);
  const kernels = trainingKernels();
  const model: Model = { ...initial, parameters: copyOf(initial.parameters, kernels) };
  const products = fittingProducts(model.input, set.products);
  const inputs = inputsOf(model.input, products);
  const N = products.length;
  const itself = withItself(neighboursOf(inputs));
  const sampler = new ListSampler({
    targets: likenessTargets(itself, itself, { textWeight: 0, sharpness: SHARPER * config.targetSharpness }),
    anchorWeights: new Float64Array(N).fill(1),
    maxCandidates: config.maxCandidates,
    batchSize: Math.min(config.batchSize, N),
  });
  const step = new ListwiseStep(model, inputs, sampler, config, kernels);
  return {
    model,
    products,
    inputs,
    steps: stepsOfLists(sampler, inputs, config),
    batchSize: Math.min(config.batchSize, N),
    candidates: sampler.candidates,
    tuning: null,
    take: (learningRate, random) => step.take(learningRate, random),
    finish: () => ({ ...model, parameters: copyOf(model.parameters, 'float32') }),
  };
}

/** The catalog without its training data; each product and its nearest by text are a pair, for what watches the run. */
export function pairsOfText(set: TrainingSet, features: FeatureConfig): TrainingSet {
  const catalog = set.products.slice(0, set.catalogSize);
  const space = fitFeatureSpace(catalog, [], features);
  const { offsets, columns } = neighboursOf(space.extract(fittingProducts({ encoder: 'bag', space }, catalog)));
  const pairs = catalog.flatMap((_, anchor) =>
    offsets[anchor] === offsets[anchor + 1]
      ? []
      : [{ anchor, positive: columns[offsets[anchor]!]!, negative: NO_NEGATIVE }],
  );
  return { products: catalog, catalogSize: catalog.length, pairs, groups: [] };
}

function neighboursOf(inputs: FeatureBatch): WeightedRows {
  return textNeighbours(inputs, new Uint8Array(inputs.B).fill(1), MAX_TEXT_NEIGHBOURS);
}

/** Each product is like itself by 1. */
function withItself({ offsets, columns, weights }: WeightedRows): WeightedRows {
  const builder = new WeightedRowsBuilder();
  for (let i = 0; i + 1 < offsets.length; i++) {
    const row = new Map([[i, 1]]);
    for (let t = offsets[i]!; t < offsets[i + 1]!; t++) row.set(columns[t]!, weights[t]!);
    builder.add([...row.keys()], (column) => row.get(column)!, row.size);
  }
  return builder.build();
}
