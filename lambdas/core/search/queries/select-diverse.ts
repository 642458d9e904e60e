import { dot } from '../../numerics/matmul.ts';
import { toScore } from '../../numerics/score.ts';

/** A candidate of a choice by maximal marginal relevance. */
export interface DiverseCandidate {
  readonly score: number;
  /** (D), of length 1. */
  readonly vector: Float32Array;
}

/**
 * Chooses candidates by maximal marginal relevance (Carbonell and Goldstein 1998): next is the candidate with the
 * largest `lambda score - (1 - lambda) similarity`, where `similarity` is the largest cosine with what was chosen
 * before, rounded to six decimals; 0 for the first. Of equal values, the first candidate is taken.
 * @param candidates Best first.
 * @param lambda From 0, diversity only, to 1, the order of the candidates.
 * @param before Vectors of what was chosen already.
 * @returns the positions of at most k candidates, in the order of the choice
 */
export function selectDiverse(
  candidates: readonly DiverseCandidate[],
  { lambda, k, before = [] }: { lambda: number; k: number; before?: readonly Float32Array[] },
): number[] {
  const similarity = new Float64Array(candidates.length).fill(-1);
  const isLeft = candidates.map(() => true);
  const meet = (chosen: Float32Array) => {
    candidates.forEach(({ vector }, i) => {
      if (isLeft[i]) similarity[i] = Math.max(similarity[i]!, toScore(dot(chosen, 0, vector, 0, vector.length)));
    });
  };
  for (const vector of before) meet(vector);
  const chosen: number[] = [];
  while (chosen.length < Math.min(k, candidates.length)) {
    const isFirst = chosen.length + before.length === 0;
    let best = -1;
    let bestValue = -Infinity;
    candidates.forEach(({ score }, i) => {
      const value = lambda * score - (1 - lambda) * (isFirst ? 0 : similarity[i]!);
      if (!isLeft[i] || value <= bestValue) return;
      [best, bestValue] = [i, value];
    });
    isLeft[best] = false;
    chosen.push(best);
    meet(candidates[best]!.vector);
  }
  return chosen;
}
