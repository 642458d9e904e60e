import type { EncoderParameters } from '../encoder/encoder-parameters.ts';
import { dropIdentities } from '../features/feature-batch.ts';
import type { FeatureBatch, FeatureSpace } from '../features/feature-space.ts';
import { makeProjectionExact } from '../numerics/exact-projection.ts';
import type { Reals } from '../numerics/reals.ts';
import type { TokenBags } from '../numerics/token-bags.ts';
import { planVectorPlaces } from './vector-places.ts';

/** A sixteenth of the places stays free for what no product of the catalog has: words of new products. */
const FREE_SHARE = 1 / 16;

/**
 * Changes untrained weights, in place, so that products have exactly the cosines of their weighted words and numbers,
 * if the embedding has places for it. A search text is ranked exactly, too. A random projection to 256 numbers errs by
 * .06. Given vectors keep their own places.
 * @param inputs The catalog, as the model reads it.
 * @returns How many dimensions the products span; undefined if they are too many, and the weights stay at random.
 */
export function makeCosinesExact(
  space: FeatureSpace,
  parameters: EncoderParameters,
  inputs: FeatureBatch,
): number | undefined {
  const { D, table, dense } = parameters;
  const { vectors, others } = planVectorPlaces(space, D);
  const P = others.length;
  const words = space.vocabulary.rows;
  const ofVectors = new Set(vectors.flatMap(({ at, width }) => Array.from({ length: width }, (_, f) => at + f)));
  const numbers = Int32Array.from({ length: space.denseWidth }, (_, f) => f).filter((f) => !ofVectors.has(f));
  const rows = joinNumbers(dropIdentities(inputs), numbers, words);
  const weights = new Float64Array((words + numbers.length) * P);
  copyPlaces(table, D, others, weights, (row) => row, words);
  copyPlaces(dense, D, others, weights.subarray(words * P), (row) => numbers[row]!, numbers.length);
  const rank = makeProjectionExact(rows, weights, P, P - Math.max(1, Math.floor(P * FREE_SHARE)));
  if (rank === undefined) return undefined;
  const isTower = table.length > space.tableRows * D;
  writePlaces(weights, table, D, others, (row) => row, words);
  if (isTower) table.copyWithin(space.tableRows * D, 0, words * D);
  writePlaces(weights.subarray(words * P), dense, D, others, (row) => numbers[row]!, numbers.length);
  return rank;
}

/** The bags with the dense inputs of some columns as further tokens, from row `first` on. */
function joinNumbers({ B, bags, dense }: FeatureBatch, columns: Int32Array, first: number): TokenBags {
  if (columns.length === 0) return bags;
  const F = dense.length / B;
  const added = columns.length;
  const joined = {
    offsets: bags.offsets.map((offset, i) => offset + i * added),
    tokens: new Int32Array(bags.tokens.length + B * added),
    weights: new Float64Array(bags.tokens.length + B * added),
  };
  for (let i = 0; i < B; i++) {
    const at = joined.offsets[i]!;
    const [from, to] = [bags.offsets[i]!, bags.offsets[i + 1]!];
    joined.tokens.set(bags.tokens.subarray(from, to), at);
    joined.weights.set(bags.weights.subarray(from, to), at);
    columns.forEach((column, c) => {
      joined.tokens[at + to - from + c] = first + c;
      joined.weights[at + to - from + c] = dense[i * F + column]!;
    });
  }
  return joined;
}

/** Copies some places of some rows (of D numbers) to a matrix of these places alone. */
function copyPlaces(
  from: Reals,
  D: number,
  places: Int32Array,
  to: Float64Array,
  rowOf: (row: number) => number,
  count: number,
): void {
  for (let row = 0; row < count; row++)
    places.forEach((place, p) => {
      to[row * places.length + p] = from[rowOf(row) * D + place]!;
    });
}

/** The reverse of `copyPlaces`. */
function writePlaces(
  from: Float64Array,
  to: Reals,
  D: number,
  places: Int32Array,
  rowOf: (row: number) => number,
  count: number,
): void {
  for (let row = 0; row < count; row++)
    places.forEach((place, p) => {
      to[rowOf(row) * D + place] = from[row * places.length + p]!;
    });
}
