import type { EncoderParameters } from '../encoder/encoder-parameters.ts';
import { dropIdentities } from '../features/feature-batch.ts';
import type { FeatureBatch, FeatureSpace } from '../features/feature-space.ts';
import { countProjectionWork, makeProjectionExact } from '../numerics/exact-projection.ts';
import type { Reals } from '../numerics/reals.ts';
import { findRowSpace, type ReachedLimit, type RowSpace } from '../numerics/row-space.ts';
import type { TokenBags } from '../numerics/token-bags.ts';
import { planVectorPlaces } from './vector-places.ts';

/** A sixteenth of the places stays free for what no product of the catalog has: words of new products. */
const FREE_SHARE = 1 / 16;
/**
 * Multiplications of the search for dimensions, at most: under 20 seconds. A catalog of a million variants of 240 things
 * would take minutes.
 */
const MAX_WORK = 4e9;
/** A multiplication of dense matrices takes a quarter of the time of one in the search. */
const DENSE_COST = 1 / 4;

/** What the weights are before the first step; plain JSON. */
export interface FirstWeights {
  /**
   * - `exact`: products have exactly the cosines of their weighted words and numbers.
   * - `random`: the inputs are projected at random.
   * - `given`: they are those of the version that the run started from.
   */
  readonly kind: 'exact' | 'random' | 'given';
  /** How many dimensions the products span, if the weights are exact. */
  readonly dimensions?: number;
  /** Why they are random, if they are. */
  readonly because?: ReachedLimit | 'linear-encoder';
}

/** How the cosines of a catalog become exact in embeddings of D numbers. */
interface ExactPlan {
  /** The places of an embedding that are not those of given vectors. */
  readonly others: Int32Array;
  /** The dense inputs that are not those of given vectors. */
  readonly numbers: Int32Array;
  /** The bags of the catalog with these numbers as further tokens. */
  readonly rows: TokenBags;
  readonly span: RowSpace;
}

/**
 * Finds what the products of a catalog span. No weights are needed for it.
 * @param D Numbers of an embedding. @param inputs The catalog, as the model reads it.
 * @param maxWork Multiplications, at most.
 * @returns a plan, or why there is none
 */
export function planExactCosines(
  space: FeatureSpace,
  D: number,
  inputs: FeatureBatch,
  maxWork = MAX_WORK,
): ExactPlan | ReachedLimit {
  const { vectors, others } = planVectorPlaces(space, D);
  const P = others.length;
  const words = space.vocabulary.rows;
  const ofVectors = new Set(vectors.flatMap(({ at, width }) => Array.from({ length: width }, (_, f) => at + f)));
  const numbers = Int32Array.from({ length: space.denseWidth }, (_, f) => f).filter((f) => !ofVectors.has(f));
  const rows = joinNumbers(dropIdentities(inputs), numbers, words);
  const T = words + numbers.length;
  const span = findRowSpace(rows, T, { maxRank: P - Math.max(1, Math.floor(P * FREE_SHARE)), maxWork });
  if (typeof span === 'string') return span;
  const work = span.work + DENSE_COST * countProjectionWork(span.chosen.length, T, P);
  return work > maxWork ? 'too-much-work' : { others, numbers, rows, span };
}

/**
 * Changes untrained weights, in place, so that products have exactly the cosines of their weighted words and numbers,
 * if the embedding has places for it. A search text is ranked exactly, too. A random projection to 256 numbers errs by
 * .06. Given vectors keep their own places.
 * @param plan As `planExactCosines` makes it for the catalog, and for embeddings as long as those of the weights.
 * @returns Whether they are exact now. If not, nothing is changed, and the weights stay at random.
 */
export function makeCosinesExact(
  space: FeatureSpace,
  { D, table, dense }: EncoderParameters,
  plan: ExactPlan | ReachedLimit,
): FirstWeights {
  if (typeof plan === 'string') return { kind: 'random', because: plan };
  const { others, numbers, rows, span } = plan;
  const P = others.length;
  const words = space.vocabulary.rows;
  const T = words + numbers.length;
  const weights = new Float64Array(T * P);
  copyPlaces(table, D, others, weights, (row) => row, words);
  copyPlaces(dense, D, others, weights.subarray(words * P), (row) => numbers[row]!, numbers.length);
  makeProjectionExact(rows, span, weights, P);
  const isTower = table.length > space.tableRows * D;
  writePlaces(weights, table, D, others, (row) => row, words);
  if (isTower) table.copyWithin(space.tableRows * D, 0, words * D);
  writePlaces(weights.subarray(words * P), dense, D, others, (row) => numbers[row]!, numbers.length);
  return { kind: 'exact', dimensions: span.chosen.length };
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
