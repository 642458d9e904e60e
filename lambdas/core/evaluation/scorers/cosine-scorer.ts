import { dot, multiplyTransposed } from '../../numerics/matmul.ts';
import type { Reals } from '../../numerics/reals.ts';
import type { Scorer } from './scorer.ts';

/** The score of a product with a zero or non-finite vector: below every cosine. */
const NO_VECTOR = -2;

/** Builds a scorer by cosine, in float64. @param vectors (N, D); rows that are zero or not finite rank last. */
export function buildCosineScorer(vectors: Reals, D: number): Scorer {
  const N = vectors.length / D;
  const unit = Float64Array.from(vectors);
  const missing: number[] = [];
  for (let i = 0; i < N; i++) {
    const length = Math.sqrt(dot(unit, i * D, unit, i * D, D));
    const isMissing = !(length > 0 && length < Infinity);
    if (isMissing) missing.push(i);
    for (let d = 0; d < D; d++) unit[i * D + d] = isMissing ? 0 : unit[i * D + d]! / length;
  }
  const scores = new Float64Array(N);
  return (queryRow) => {
    multiplyTransposed(unit.subarray(queryRow * D, (queryRow + 1) * D), unit, scores, 1, N, D);
    for (const row of missing) scores[row] = NO_VECTOR;
    return scores;
  };
}
