import type { Product } from '../../catalog/product.ts';
import { findFeaturesWidth } from '../../features/dense-inputs.ts';
import type { Model } from '../../model/model.ts';
import type { TrainingConfig } from '../config/training-config.ts';

/**
 * Why a run of this configuration cannot go on from a model's weights, in the model's own feature space; undefined where it can.
 * The shape has to be the configuration's; weights of fields and vocabulary are the model's, whatever the configuration says.
 */
export function explainWarmStartMismatch(
  { input, normalize, parameters }: Model,
  config: TrainingConfig,
  products: readonly Product[],
): string | undefined {
  if (config.tune) return 'tune looks for settings from untrained weights';
  if (config.selfSupervised) return 'selfSupervised trains on the catalog, which has no new rows';
  const found = {
    encoder: input.encoder,
    dim: parameters.D,
    hidden: parameters.hidden?.H ?? 0,
    normalize,
    queryTower: input.encoder === 'bag' && input.queryTower === true,
  };
  for (const [name, value] of Object.entries(found)) {
    const wanted = config[name as keyof typeof found];
    if (value !== wanted) return `its ${name} is ${value}, the configuration's ${wanted}`;
  }
  const width = findFeaturesWidth(products);
  if (input.encoder === 'bag' || input.inputDim === width) return undefined;
  return `it reads ${input.inputDim} features, most products have ${width}`;
}
