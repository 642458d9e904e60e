import type { EncoderParameters } from '../encoder/encoder-parameters.ts';
import { FeatureSpace } from '../features/feature-space.ts';
import { initializeBagModel, initializeLinearModel } from './initial-model.ts';
import type { Model } from './model.ts';

/**
 * Builds the text model of a trained model: what the content of products gives without learning from training rows. It
 * reads the same tokens and numbers with the same weights of fields, but its weights are those before the first step,
 * and no product has a row of its own. So its vectors have about the cosines of the weighted content of the products.
 * @param seed Seed of the trained model's first weights.
 * @param first The weights before the first step of training, unless they are of another version. Absent, they are drawn.
 */
export function buildTextModel(
  { input, normalize, parameters: { D: dim } }: Model,
  seed: number,
  first?: EncoderParameters,
): Model {
  const shape = { dim, seed, normalize };
  if (input.encoder === 'linear') return initializeLinearModel({ ...shape, inputDim: input.inputDim });
  const { config, vocabulary, sources } = input.space;
  const space = new FeatureSpace(config, vocabulary, [], sources);
  if (first === undefined) return initializeBagModel(space, shape);
  const parameters = { D: dim, table: first.table.slice(0, space.tableRows * dim), dense: first.dense.slice() };
  return { input: { encoder: 'bag', space }, normalize, parameters };
}
