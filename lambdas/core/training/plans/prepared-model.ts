import type { Product } from '../../catalog/product.ts';
import { type FeatureBatch, fitFeatureSpace } from '../../features/feature-space.ts';
import { findContentNeighbours } from '../../likeness/content-neighbours.ts';
import type { WeightedRows } from '../../likeness/weighted-rows.ts';
import { type FirstWeights, makeCosinesExact } from '../../model/exact-cosines.ts';
import { initializeBagModel, initializeLinearModel } from '../../model/initial-model.ts';
import { dropUnreadableParts, type Model, readInputs } from '../../model/model.ts';
import { LEAST_AUTO_DIM, MOST_AUTO_DIM, type NumbersLimit } from '../config/auto-dimension.ts';
import type { TrainingConfig } from '../config/training-config.ts';
import { type Affords, chooseDimension, type DimensionChoice, whyNotMeasured } from './choose-dimension.ts';

/** A model before its first step, and the inputs that it reads. */
export interface PreparedModel {
  readonly model: Model;
  /** The products without the parts that the model cannot read. */
  readonly products: readonly Product[];
  /** The features of `products`, in their order. */
  readonly inputs: FeatureBatch;
  /** What the weights are before the first step. */
  readonly firstWeights: FirstWeights;
  /** How many numbers its embeddings have, and why. */
  readonly dimension: DimensionChoice;
}

export interface PreparationOptions {
  /** The starting model: its weights and features are used, and nothing is fitted. */
  readonly from?: Model | undefined;
  /** The weights of given vectors by name; default `vectorWeight` of the configuration. */
  readonly vectorWeights?: Readonly<Record<string, number>>;
  /** What the budget of the run allows; default everything. */
  readonly affords?: Affords;
  /** What bounds the choice of `dim: "auto"`; default nothing. */
  readonly numbersLimit?: NumbersLimit | undefined;
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
 */
export function prepareModel(
  products: readonly Product[],
  ids: readonly string[],
  inputDim: number,
  config: TrainingConfig,
  { from, vectorWeights = {}, ...bounds }: PreparationOptions = {},
): PreparedModel {
  const dim = config.dim === 'auto' ? LEAST_AUTO_DIM : config.dim;
  const model = from ?? initializeModel(products, ids, inputDim, { ...config, dim }, vectorWeights);
  const fitting = dropUnreadableParts(model.input, products);
  const inputs = readInputs(model.input, fitting);
  const read = { products: fitting, inputs };
  if (from !== undefined) {
    const dimension = { numbers: from.parameters.D, because: 'starting-version' } as const;
    return { ...read, model, firstWeights: { kind: 'given' }, dimension };
  }
  const firstWeights = changeFirstWeights(model, inputs);
  const prepared = { ...read, model, firstWeights, dimension: { numbers: dim, because: 'configuration' } as const };
  return config.dim === 'auto' ? widenAsNeeded(prepared, config, bounds) : prepared;
}

/** Gives a prepared model of the least numbers as many as its catalog needs. */
function widenAsNeeded(
  narrow: PreparedModel,
  config: TrainingConfig,
  { affords, numbersLimit }: PreparationOptions,
): PreparedModel {
  const { model, inputs, firstWeights } = narrow;
  const { input } = model;
  const stays = firstWeights.kind === 'exact' ? 'exact' : whyNotMeasured(model, inputs, config, numbersLimit);
  if (stays !== undefined || input.encoder === 'linear')
    return { ...narrow, dimension: { numbers: LEAST_AUTO_DIM, because: stays ?? 'not-measured' } };
  const draw = (dim: number) => initializeBagModel(input.space, { ...config, dim });
  const widest = draw(numbersLimit?.numbers ?? MOST_AUTO_DIM);
  const dimension = chooseDimension(widest, inputs, affords);
  if (dimension.numbers === LEAST_AUTO_DIM) return { ...narrow, dimension };
  const wide = dimension.numbers === widest.parameters.D ? widest : draw(dimension.numbers);
  const changed = changeFirstWeights(wide, inputs);
  // What was measured is a random projection. With exact cosines nothing is lost, and more numbers would not help.
  const because = changed.kind === 'exact' ? 'exact' : dimension.because;
  return { ...narrow, model: wide, firstWeights: changed, dimension: { ...dimension, because } };
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
  config: TrainingConfig & { readonly dim: number },
  vectorWeights: Readonly<Record<string, number>>,
): Model {
  return config.encoder === 'linear'
    ? initializeLinearModel({ ...config, inputDim })
    : initializeBagModel(fitFeatureSpace(products, ids, config.features, vectorWeights), config);
}
