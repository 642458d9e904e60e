import type { Product } from '../../catalog/product.ts';
import type { FeatureBatch, FeatureSpace } from '../../features/feature-space.ts';
import { LEAST_VECTOR_WEIGHT } from '../../features/given-vectors.ts';
import { findTextNeighbours } from '../../likeness/text-neighbours.ts';
import { dotRows, findNearestVectors, gatherVectors, type VectorRows } from '../../likeness/vector-rows.ts';
import { CounterRandom } from '../../numerics/random.ts';
import type { ChoiceField } from './choice-fields.ts';

/** The weight of the given vectors of one name, and what it follows from. Plain JSON. */
export interface TunedVector {
  readonly name: string;
  /** The length of the vector beside words of length 1: its square is its share of the cosine beside theirs. */
  readonly weight: number;
  /** Products with such a vector that can be read and is not zero. */
  readonly products: number;
  /** Products whose vector is not read: of another width than most, of zeros, or equal to the mean of all. */
  readonly unread: number;
  /**
   * `training-rows`: it ranks their pairs best. `texts`: it is as large as the vectors agree with the texts, because
   * there are too few training rows. `configuration`: nothing could decide.
   */
  readonly decidedBy: 'training-rows' | 'texts' | 'configuration';
}

/** Given vectors of one name, of length 1. */
interface VectorField {
  readonly name: string;
  readonly rows: VectorRows;
  /** As in `TunedVector`. */
  readonly products: number;
  readonly unread: number;
}

/** Products whose vectors are compared with texts. */
const MAX_COMPARED = 1000;
/** With fewer, the vectors and the texts cannot be compared. */
const MIN_COMPARED = 50;
/** Standard errors above chance from which vectors agree with texts: one chance in 40. */
const SURE_ERRORS = 2;

/** The given vectors of products, by name. @param inputs Of the products, read by `space`. */
export function listVectorFields(space: FeatureSpace, inputs: FeatureBatch, given: readonly Product[]): VectorField[] {
  return space.listVectorInputs().flatMap(({ source, at, weight }) => {
    if (source.kind !== 'vector' || weight === 0) return [];
    const { matrix, W, squares } = gatherVectors(inputs, [{ at, width: source.width }]);
    const unit = { matrix: matrix.map((x) => x / weight), W, squares: squares.map((x) => x / weight ** 2) };
    const { name } = source;
    const products = squares.reduce((sum, one) => sum + Number(one > 0), 0);
    const unread = given.filter(({ vectors }) => vectors?.[name] !== undefined).length - products;
    return [{ name, rows: unit, products, unread }];
  });
}

/** The vectors as a field of choices: the nearest by vector are negatives too. */
export function toChoiceField({ rows }: VectorField, given: number): ChoiceField {
  return {
    given,
    findNearest: (isAnchor, count) => {
      const found = findNearestVectors(rows, count, new Uint8Array(isAnchor.length).fill(1), isAnchor);
      return (anchor) => found[anchor] ?? new Int32Array(0);
    },
    computeCosines: (anchor, others) => Float64Array.from(others, (other) => dotRows(rows, anchor, other)),
  };
}

/**
 * The weights of given vectors where no training rows can decide. Two products with near texts mostly are alike. So it
 * is counted how often the vector of a product is nearer to that of its neighbour by text than to that of a random
 * product: a share of 1/2 is chance. The weight is `vectorWeight` times (2 x share - 1). Vectors that do not agree with
 * the texts have the least weight.
 * @param inputs Features of the products.
 */
export function weighVectorsByTexts(
  fields: readonly VectorField[],
  inputs: FeatureBatch,
  vectorWeight: number,
  seed: number,
): TunedVector[] {
  const text = fields.length > 0 ? findTextNeighbours(inputs, 1, new Uint8Array(inputs.B).fill(1)) : undefined;
  return fields.map(({ name, rows, products, unread }) => {
    const neighbourOf = (row: number) => text!.columns.subarray(text!.offsets[row]!, text!.offsets[row + 1]!)[0];
    const won = compareWithTexts(rows, neighbourOf, seed);
    const base = { name, products, unread };
    if (won.length < MIN_COMPARED) return { ...base, weight: vectorWeight, decidedBy: 'configuration' };
    const agreement = (2 * won.reduce((sum, one) => sum + one, 0)) / won.length - 1;
    const isSure = agreement > SURE_ERRORS / Math.sqrt(won.length);
    const weight = isSure ? Math.max(LEAST_VECTOR_WEIGHT, vectorWeight * agreement) : LEAST_VECTOR_WEIGHT;
    return { ...base, weight: Math.min(vectorWeight, weight), decidedBy: 'texts' };
  });
}

/** For some products 1 if their neighbour by text has the nearer vector, 0 if a random product has, 1/2 for equal ones. */
function compareWithTexts(rows: VectorRows, neighbourOf: (row: number) => number | undefined, seed: number): number[] {
  const random = new CounterRandom(seed, 'vectors and texts');
  const withVector = Int32Array.from(rows.squares.keys()).filter((row) => rows.squares[row]! > 0);
  const drawn = withVector.slice();
  random.shuffle(drawn);
  return Array.from(drawn.subarray(0, MAX_COMPARED)).flatMap((row) => {
    const neighbour = neighbourOf(row);
    const other = withVector[random.integer(withVector.length)]!;
    if (neighbour === undefined || rows.squares[neighbour] === 0 || other === row) return [];
    const [near, far] = [dotRows(rows, row, neighbour), dotRows(rows, row, other)];
    return [near === far ? 0.5 : Number(near > far)];
  });
}

/** The weights by name. */
export function weightsOf(vectors: readonly TunedVector[]): Record<string, number> {
  return Object.fromEntries(vectors.map(({ name, weight }) => [name, weight]));
}
