import type { Product } from '../../catalog/product.ts';
import { type FeatureBatch, fitFeatureSpace } from '../../features/feature-space.ts';
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
}

/**
 * Prepares a model of the configuration's shape, and reads the products with it.
 * @param ids Ids of the products with a row of their own.
 * @param from The starting model: its weights and features are used, and nothing is fitted.
 */
export function prepareModel(
  products: readonly Product[],
  ids: readonly string[],
  inputDim: number,
  config: TrainingConfig,
  from?: Model,
): PreparedModel {
  const model = from ?? initializeModel(products, ids, inputDim, config);
  const fitting = dropUnreadableParts(model.input, products);
  return { model, products: fitting, inputs: readInputs(model.input, fitting) };
}

function initializeModel(
  products: readonly Product[],
  ids: readonly string[],
  inputDim: number,
  config: TrainingConfig,
): Model {
  return config.encoder === 'linear'
    ? initializeLinearModel({ ...config, inputDim })
    : initializeBagModel(fitFeatureSpace(products, ids, config.features), config);
}
