import type { Product } from '../../catalog/product.ts';
import { findFeaturesWidth } from '../../features/given-vectors.ts';
import type { Model } from '../../model/model.ts';
import type { TrainingConfig } from '../config/training-config.ts';

/**
 * Explains why a run of this configuration cannot start from a model's weights, or returns undefined if it can. The
 * model must have the configuration's shape. The run uses the model's field weights and vocabulary instead of the
 * configuration's.
 */
export function explainWarmStartMismatch(
  { input, normalize, parameters }: Model,
  config: TrainingConfig,
  products: readonly Product[],
): string | undefined {
  if (config.tune) return 'tune searches for settings from untrained weights';
  if (config.selfSupervised) return 'selfSupervised trains on the catalog, which has no new rows';
  const found = {
    encoder: input.encoder,
    hidden: parameters.hidden?.H ?? 0,
    normalize,
    queryTower: input.encoder === 'bag' && input.queryTower === true,
  };
  if (config.dim !== 'auto' && config.dim !== parameters.D)
    return `its dim is ${parameters.D}, the configuration has ${config.dim}`;
  for (const [name, value] of Object.entries(found)) {
    const expected = config[name as keyof typeof found];
    if (value !== expected) return `its ${name} is ${value}, the configuration has ${expected}`;
  }
  const width = findFeaturesWidth(products);
  if (input.encoder === 'bag' || input.inputDim === width) return undefined;
  return `it reads ${input.inputDim} features, but most products have ${width}`;
}
