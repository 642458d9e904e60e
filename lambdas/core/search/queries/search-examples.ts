import { MAX_SCAN_K } from '../../kernels/simd/scan-searches.ts';
import { dot } from '../../numerics/matmul.ts';
import { hasDirection } from '../../numerics/normalize.ts';
import { toScore } from '../../numerics/score.ts';
import { BestNeighbours, type Candidate } from '../best-neighbours.ts';
import { hasRow } from '../bits.ts';
import { findBest, type SearchOptions, type SearchResult, scaleToUnit, searchRanked } from '../search-exact.ts';
import type { Searchable, SearchRows } from '../search-rows.ts';

/** How several examples become one ranking: `averageExamples`, or `searchByBestExample`. */
export const STRATEGIES = ['average', 'best'] as const;
export type Strategy = (typeof STRATEGIES)[number];

/** The vector (D) of an example, and how much it counts. */
export interface WeightedVector {
  readonly vector: Float32Array;
  /** Above 0. */
  readonly weight: number;
}

/** What the neighbours should be like, and what they should not be like. */
export interface Examples {
  /** At least one. */
  readonly positive: readonly WeightedVector[];
  readonly negative: readonly WeightedVector[];
}

/** A sum of unit vectors shorter than this, for each unit of weight, is zero but for rounding. */
const LEAST_LENGTH = 1e-6;

/**
 * The query (D) of the strategy `average`: the mean of the positive unit vectors, each times its weight, less the mean
 * of the negative ones, scaled to length 1 (the formula of Rocchio 1971 with equal parts).
 * @returns the vector itself for a single positive example; zeros if the examples cancel out
 */
export function averageExamples({ positive, negative }: Examples): Float32Array {
  if (positive.length === 1 && negative.length === 0) return positive[0]!.vector;
  const sum = new Float64Array(positive[0]!.vector.length);
  const largest = largestWeight({ positive, negative });
  let total = 0;
  const add = (examples: readonly WeightedVector[], sign: 1 | -1) => {
    for (const { vector, weight } of examples) {
      const unit = scaleToUnit(vector);
      const share = weight / largest / examples.length;
      for (let d = 0; d < sum.length; d++) sum[d]! += sign * share * unit[d]!;
      total += share;
    }
  };
  add(positive, 1);
  add(negative, -1);
  const length = Math.sqrt(dot(sum, 0, sum, 0, sum.length));
  return length > LEAST_LENGTH * total ? Float32Array.from(sum, (x) => x / length) : new Float32Array(sum.length);
}

/** Weights count as shares of it: the squares of tiny ones would be 0. */
function largestWeight({ positive, negative }: Examples): number {
  return Math.max(...[...positive, ...negative].map(({ weight }) => weight));
}

/** An example whose vector has length 1, and whose weight is a share of the largest weight. */
interface UnitExample {
  readonly unit: Float64Array;
  readonly weight: number;
}

/** Scores of rows under the strategy `best`. */
interface BestScorer {
  readonly positive: readonly UnitExample[];
  readonly score: (vector: Float32Array) => number;
}

/**
 * The strategy `best`, exactly: a score is the largest cosine with a positive example, times its weight, less the
 * largest one with a negative example, times its weight, if that is above 0. Weights are divided by the largest one.
 * Cosines are rounded to six decimals first, and the score as well; it is in [-1, 1].
 * @returns no neighbours if an example is all zero or not finite
 */
export function searchByBestExample(index: Searchable, examples: Examples, options: SearchOptions): SearchResult {
  const all = [...examples.positive, ...examples.negative];
  const scorer = createScorer(examples);
  return searchRanked(index, options, (allowed, k, minScore) =>
    all.every(({ vector }) => hasDirection(vector)) ? findByBest(index.parts, scorer, allowed, k, minScore) : [],
  );
}

/** The score of a vector under the strategy `best`. @param vector of length 1 */
export function createScorer({ positive, negative }: Examples): BestScorer {
  const largest = largestWeight({ positive, negative });
  const scale = ({ vector, weight }: WeightedVector) => ({ unit: scaleToUnit(vector), weight: weight / largest });
  const [wanted, unwanted] = [positive.map(scale), negative.map(scale)];
  const best = (of: readonly UnitExample[], vector: Float32Array, least: number) =>
    of.reduce(
      (most, { unit, weight }) => Math.max(most, weight * toScore(dot(unit, 0, vector, 0, unit.length))),
      least,
    );
  return {
    positive: wanted,
    score: (vector) => toScore(best(wanted, vector, -Infinity) - best(unwanted, vector, 0)),
  };
}

/**
 * Finds the nearest rows of each positive example and scores them. A row beyond them has no better score than the last
 * row found, because negative examples only subtract. So more rows are found until none can be missing.
 */
function findByBest(
  parts: readonly SearchRows[],
  scorer: BestScorer,
  allowed: readonly Uint8Array[],
  k: number,
  minScore: number,
): readonly Candidate[] {
  for (let wanted = 2 * k + 8; wanted <= MAX_SCAN_K; wanted *= 4) {
    const best = new BestNeighbours(k, minScore);
    const seen = new Set<string>();
    let bound = -Infinity;
    for (const { unit, weight } of scorer.positive) {
      const found = findBest(parts, unit, allowed, wanted, -Infinity);
      if (found.length === wanted) bound = Math.max(bound, toScore(weight * found.at(-1)!.score));
      for (const { id, part, row } of found) {
        if (seen.has(id)) continue;
        seen.add(id);
        best.consider(scorer.score(parts[part]!.vectorAt(row)), part, row, () => id);
      }
    }
    if (bound < best.bar || bound === -Infinity) return best.list;
  }
  return findAmongAll(parts, scorer, allowed, k, minScore);
}

function findAmongAll(
  parts: readonly SearchRows[],
  { score }: BestScorer,
  allowed: readonly Uint8Array[],
  k: number,
  minScore: number,
): readonly Candidate[] {
  const best = new BestNeighbours(k, minScore);
  for (const [part, rows] of parts.entries()) {
    const set = allowed[part]!;
    for (let row = 0; row < set.length * 8; row++)
      if (hasRow(set, row)) best.consider(score(rows.vectorAt(row)), part, row, (at) => rows.idAt(at));
  }
  return best.list;
}
