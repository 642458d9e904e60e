import type { HiddenLayer } from '../encoder/hidden-layer.ts';
import type { FeatureSpace } from '../features/feature-space.ts';
import { addScaled, dot } from '../numerics/matmul.ts';
import { CounterRandom } from '../numerics/random.ts';
import { type Precision, type Reals, zeros } from '../numerics/reals.ts';
import type { Model, ModelInput } from './model.ts';
import { countTableRows } from './query-tower.ts';
import { planVectorPlaces } from './vector-places.ts';

/** Identities start small beside the tokens, so that the untrained model ranks by the content of the products. */
const IDENTITY_SCALE = 0.1;

/**
 * A residual layer that adds nothing before training: normal inner weights of variance 2 / dim (He et al. 2015, for
 * relu), and outer weights of zero (Goyal et al. 2017, section 5.1). No layer for 0 units.
 */
function initializeHidden(precision: Precision, dim: number, units: number, seed: number): { hidden?: HiddenLayer } {
  if (units === 0) return {};
  const inner = zeros(precision, dim * units);
  fillNormal(inner, Math.sqrt(2 / dim), new CounterRandom(seed, 'initial hidden'));
  return { hidden: { H: units, inner, bias: zeros(precision, units), outer: zeros(precision, units * dim) } };
}

/** Fills an array with normal numbers of mean 0 and a standard deviation. */
function fillNormal(values: Reals, deviation: number, random: CounterRandom): void {
  for (let i = 0; i < values.length; i++) values[i] = deviation * random.normal();
}

/** Fills some places of rows (rows, D) with normal numbers, so that rows have a mean squared length of 1. */
function fillPlaces(rows: Reals, D: number, places: Int32Array, random: CounterRandom): void {
  const deviation = Math.sqrt(1 / places.length);
  for (let at = 0; at < rows.length; at += D)
    for (const place of places) rows[at + place] = deviation * random.normal();
}

/**
 * Fills fewer places of rows (rows, D) than there are rows: the columns are at random, but orthogonal and equally long.
 * So the cosine of two vectors of W numbers in k places errs by sqrt(1 - k / W) of the error of independent numbers.
 */
function fillOrthogonal(rows: Reals, D: number, places: Int32Array, random: CounterRandom): void {
  const W = rows.length / D;
  const columns: Float64Array[] = [];
  for (const place of places) {
    const column = Float64Array.from({ length: W }, () => random.normal());
    for (const other of columns) addScaled(column, 0, other, 0, W, -dot(column, 0, other, 0, W));
    const length = Math.sqrt(dot(column, 0, column, 0, W));
    for (let f = 0; f < W; f++) column[f]! /= length;
    columns.push(column);
    for (let f = 0; f < W; f++) rows[f * D + place] = column[f]! * Math.sqrt(W / places.length);
  }
}

/**
 * Creates an untrained linear model in float64. The weights (inputDim, dim) are normal with variance 2 / (inputs +
 * outputs) (Glorot and Bengio 2010, equation 12). By default embeddings are not normalised, as in the original model,
 * and there is no hidden layer.
 */
export function initializeLinearModel(shape: {
  inputDim: number;
  dim: number;
  seed: number;
  normalize?: boolean;
  hidden?: number;
}): Model {
  const { inputDim, dim, seed, hidden = 0 } = shape;
  const dense = zeros('float64', inputDim * dim);
  fillNormal(dense, Math.sqrt(2 / (inputDim + dim)), new CounterRandom(seed, 'initial dense'));
  return {
    input: { encoder: 'linear', inputDim },
    normalize: shape.normalize ?? false,
    parameters: { D: dim, table: zeros('float64', 0), dense, ...initializeHidden('float64', dim, hidden, seed) },
  };
}

/** What a bag model reads. @param queryTower Whether search texts have rows of their own. */
export function createBagInput(space: FeatureSpace, queryTower: boolean): ModelInput {
  return { encoder: 'bag', space, ...(queryTower && { queryTower }) };
}

/**
 * Creates an untrained bag model in float32. Its rows are normal with variance 1 / dim: a random projection (Johnson
 * and Lindenstrauss 1984), so that untrained embeddings have about the cosines of the weighted bags, which are those of
 * TF-IDF. Given vectors have places of an embedding for themselves (vector-places.ts). A query tower starts as a copy of
 * the rows of the tokens.
 */
export function initializeBagModel(
  space: FeatureSpace,
  shape: { dim: number; seed: number; normalize: boolean; hidden?: number; queryTower?: boolean },
): Model {
  const { dim, seed, normalize, hidden = 0, queryTower = false } = shape;
  const places = planVectorPlaces(space, dim);
  const table = zeros('float32', countTableRows(space, queryTower) * dim);
  const tokens = table.subarray(0, space.vocabulary.rows * dim);
  fillPlaces(tokens, dim, places.others, new CounterRandom(seed, 'initial tokens'));
  const identities = table.subarray(space.vocabulary.rows * dim, space.tableRows * dim);
  fillNormal(identities, IDENTITY_SCALE * Math.sqrt(1 / dim), new CounterRandom(seed, 'initial identities'));
  if (queryTower) table.set(tokens, space.tableRows * dim);
  const dense = zeros('float32', space.denseWidth * dim);
  fillPlaces(dense, dim, places.others, new CounterRandom(seed, 'initial dense'));
  for (const { at, width, own } of places.vectors) {
    const rows = dense.subarray(at * dim, (at + width) * dim).fill(0);
    // As many places as numbers: each number has one, and cosines of the vectors stay exact.
    if (own.length === width) for (const [f, place] of own.entries()) rows[f * dim + place] = 1;
    else fillOrthogonal(rows, dim, own, new CounterRandom(seed, `initial vectors ${at}`));
  }
  const parameters = { D: dim, table, dense, ...initializeHidden('float32', dim, hidden, seed) };
  return { input: createBagInput(space, queryTower), normalize, parameters };
}
