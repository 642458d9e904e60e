import type { Product } from '../../catalog/product.ts';
import { type FeatureBatch, fitFeatureSpace } from '../../features/feature-space.ts';
import { initializeBagModel, initializeLinearModel } from '../../model/initial-model.ts';
import { dropUnreadableParts, type Model, readInputs } from '../../model/model.ts';
import type { TrainingConfig } from '../config/training-config.ts';

/** An untrained model, and what it reads of the products. */
export interface PreparedModel {
  readonly model: Model;
  /** Without what the model cannot read of them. */
  readonly products: readonly Product[];
  /** Of `products`, in their order. */
  readonly inputs: FeatureBatch;
}

/**
 * Fits the features of the configuration's encoder to the products.
 * @param identities Ids of those with a row of their own.
 * @param from The model to go on from: its weights and its features, and nothing is fitted.
 */
export function prepareModel(
  products: readonly Product[],
  identities: readonly string[],
  inputDim: number,
  config: TrainingConfig,
  from?: Model,
): PreparedModel {
  const model = from ?? untrainedModel(products, identities, inputDim, config);
  const fitting = dropUnreadableParts(model.input, products);
  return { model, products: fitting, inputs: readInputs(model.input, fitting) };
}

function untrainedModel(
  products: readonly Product[],
  identities: readonly string[],
  inputDim: number,
  config: TrainingConfig,
): Model {
  return config.encoder === 'linear'
    ? initializeLinearModel({ ...config, inputDim })
    : initializeBagModel(fitFeatureSpace(products, identities, config.features), config);
}
