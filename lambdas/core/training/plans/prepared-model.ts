import type { Product } from '../../catalog/product.ts';
import { type FeatureBatch, type FeatureSpace, fitFeatureSpace } from '../../features/feature-space.ts';
import { findContentNeighbours } from '../../likeness/content-neighbours.ts';
import type { WeightedRows } from '../../likeness/weighted-rows.ts';
import { type FirstWeights, makeCosinesExact, planExactCosines } from '../../model/exact-cosines.ts';
import { createBagInput, initializeBagModel, initializeLinearModel } from '../../model/initial-model.ts';
import { dropUnreadableParts, type Model, type ModelInput, readInputs } from '../../model/model.ts';
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
  if (from !== undefined) {
    const dimension = { numbers: from.parameters.D, because: 'starting-version' } as const;
    return { ...readCatalog(from.input, products), model: from, firstWeights: { kind: 'given' }, dimension };
  }
  if (config.encoder === 'linear') {
    const dim = config.dim === 'auto' ? LEAST_AUTO_DIM : config.dim;
    const model = initializeLinearModel({ ...config, dim, inputDim });
    const because = config.dim === 'auto' ? 'not-measured' : 'configuration';
    const firstWeights = { kind: 'random', because: 'linear-encoder' } as const;
    return { ...readCatalog(model.input, products), model, firstWeights, dimension: { numbers: dim, because } };
  }
  const space = fitFeatureSpace(products, ids, config.features, vectorWeights);
  const catalog = readCatalog(createBagInput(space, config.queryTower), products);
  return { ...catalog, ...drawBagModel(space, catalog.inputs, config, bounds) };
}

/** The products without the parts that a model cannot read, and their features. */
function readCatalog(input: ModelInput, products: readonly Product[]): Pick<PreparedModel, 'products' | 'inputs'> {
  const fitting = dropUnreadableParts(input, products);
  return { products: fitting, inputs: readInputs(input, fitting) };
}

type DrawnModel = Pick<PreparedModel, 'model' | 'firstWeights' | 'dimension'>;

/** Draws a model of the given numbers, or of as many as the catalog needs. */
function drawBagModel(
  space: FeatureSpace,
  inputs: FeatureBatch,
  config: TrainingConfig,
  { affords, numbersLimit }: Pick<PreparationOptions, 'affords' | 'numbersLimit'>,
): DrawnModel {
  const draw = (dim: number) => initializeBagModel(space, { ...config, dim });
  const planOf = (dim: number) => planExactCosines(space, dim, inputs);
  const finish = (model: Model, dimension: DimensionChoice, plan: ReturnType<typeof planOf>): DrawnModel => {
    const firstWeights = makeCosinesExact(space, model.parameters, plan);
    return { model, firstWeights, dimension };
  };
  if (config.dim !== 'auto') {
    const dimension = { numbers: config.dim, because: 'configuration' } as const;
    return finish(draw(config.dim), dimension, planOf(config.dim));
  }
  const least = planOf(LEAST_AUTO_DIM);
  const stays = typeof least === 'string' ? whyNotMeasured(config, inputs, numbersLimit) : 'exact';
  if (stays !== undefined) return finish(draw(LEAST_AUTO_DIM), { numbers: LEAST_AUTO_DIM, because: stays }, least);
  const widest = draw(numbersLimit?.numbers ?? MOST_AUTO_DIM);
  const dimension = chooseDimension(widest, inputs, affords);
  const { numbers } = dimension;
  const plan = numbers === LEAST_AUTO_DIM ? least : planOf(numbers);
  const drawn = finish(numbers === widest.parameters.D ? widest : draw(numbers), dimension, plan);
  // What was measured is a random projection. With exact cosines nothing is lost, and more numbers would not help.
  return drawn.firstWeights.kind === 'exact' ? { ...drawn, dimension: { ...dimension, because: 'exact' } } : drawn;
}
