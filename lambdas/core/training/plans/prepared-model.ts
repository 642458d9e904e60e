import type { Product } from '../../catalog/product.ts';
import { type FeatureBatch, fitFeatureSpace } from '../../features/feature-space.ts';
import { findContentNeighbours } from '../../likeness/content-neighbours.ts';
import type { WeightedRows } from '../../likeness/weighted-rows.ts';
import { type FirstWeights, makeCosinesExact } from '../../model/exact-cosines.ts';
import { initializeBagModel, initializeLinearModel } from '../../model/initial-model.ts';
import { dropUnreadableParts, type Model, readInputs } from '../../model/model.ts';
import type { TrainingConfig } from '../config/training-config.ts';

/** A model before its first step, and the inputs that it reads. */
export interface PreparedModel {
  readonly model: Model;
  /** The products without the parts that the model cannot read. */
  readonly products: readonly Product[];
  /** The features of `products`, in their order. */
  readonly inputs: FeatureBatch;
  /** What the weights are before the first step. */
  readonly firstWeights: FirstWeights;
}

/** The products nearest by what the model reads: by words, and by given vectors. @param takesPart (N): as there. */
export function findNeighbours(
  { model: { input }, inputs }: PreparedModel,
  maxNeighbours: number,
  takesPart: Uint8Array,
): WeightedRows {
  return findContentNeighbours(input.encoder === 'bag' ? input.space : undefined, inputs, maxNeighbours, takesPart);
}

/**
 * Prepares a model of the configuration's shape, and reads the products with it. A new model of words has the exact cosines
 * of few products before training (exact-cosines.ts).
 * @param ids Ids of the products with a row of their own.
 * @param vectorWeights The weights of given vectors by name; default `vectorWeight` of the configuration.
 * @param from The starting model: its weights and features are used, and nothing is fitted.
 */
export function prepareModel(
  products: readonly Product[],
  ids: readonly string[],
  inputDim: number,
  config: TrainingConfig,
  from?: Model,
  vectorWeights: Readonly<Record<string, number>> = {},
): PreparedModel {
  const model = from ?? initializeModel(products, ids, inputDim, config, vectorWeights);
  const fitting = dropUnreadableParts(model.input, products);
  const inputs = readInputs(model.input, fitting);
  const firstWeights: FirstWeights = from === undefined ? changeFirstWeights(model, inputs) : { kind: 'given' };
  return { model, products: fitting, inputs, firstWeights };
}

/** Makes the cosines of a new model exact, if that is possible. */
function changeFirstWeights({ input, parameters }: Model, inputs: FeatureBatch): FirstWeights {
  if (input.encoder === 'linear') return { kind: 'random', because: 'linear-encoder' };
  return makeCosinesExact(input.space, parameters, inputs);
}

function initializeModel(
  products: readonly Product[],
  ids: readonly string[],
  inputDim: number,
  config: TrainingConfig,
  vectorWeights: Readonly<Record<string, number>>,
): Model {
  return config.encoder === 'linear'
    ? initializeLinearModel({ ...config, inputDim })
    : initializeBagModel(fitFeatureSpace(products, ids, config.features, vectorWeights), config);
}
