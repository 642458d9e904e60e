import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toScore } from '../../../../lambdas/core/numerics/score.ts';
import { type DiverseCandidate, selectDiverse } from '../../../../lambdas/core/search/queries/select-diverse.ts';

const unit = fc.constantFrom([1, 0], [0.6, 0.8], [0, 1], [-0.8, 0.6], [0.8, 0.6]).map((v) => Float32Array.from(v));
const candidate = fc.record({ score: fc.constantFrom(0.9, 0.5, 0.5, 0.1, -0.4), vector: unit });

/** The reference: the whole list is tried again for each place. */
function selectSlowly(candidates: readonly DiverseCandidate[], lambda: number, before: readonly Float32Array[]) {
  const chosen: number[] = [];
  while (chosen.length < candidates.length) {
    const known = [...before, ...chosen.map((i) => candidates[i]!.vector)];
    const values = candidates.map(({ score, vector }) => {
      const cosines = known.map((one) => toScore(one.reduce((sum, x, d) => sum + x * vector[d]!, 0)));
      return lambda * score - (1 - lambda) * (known.length === 0 ? 0 : Math.max(...cosines));
    });
    const left = values.map((value, i) => (chosen.includes(i) ? -Infinity : value));
    chosen.push(left.indexOf(Math.max(...left)));
  }
  return chosen;
}

describe('selectDiverse', () => {
  it('takes in each step the candidate with the largest marginal relevance, the first of several', () => {
    const lambdas = fc.constantFrom(0, 0.3, 0.5, 0.9, 1);
    fc.assert(
      fc.property(
        fc.array(candidate, { maxLength: 8 }),
        lambdas,
        fc.array(unit, { maxLength: 2 }),
        (all, lambda, before) => {
          const truth = selectSlowly(all, lambda, before);
          for (const k of [1, 3, 9]) expect(selectDiverse(all, { lambda, k, before })).toEqual(truth.slice(0, k));
        },
      ),
    );
  });

  it('keeps the order of the candidates if lambda is 1', () => {
    const vector = Float32Array.of(1, 0);
    const candidates = [0.9, 0.5, 0.5, -1].map((score) => ({ score, vector }));
    expect(selectDiverse(candidates, { lambda: 1, k: 9 })).toEqual([0, 1, 2, 3]);
  });

  it('puts a copy of a better candidate behind what is different', () => {
    const of = (score: number, ...vector: number[]) => ({ score, vector: Float32Array.from(vector) });
    const candidates = [of(0.9, 1, 0), of(0.89, 1, 0), of(0.5, 0, 1)];
    expect(selectDiverse(candidates, { lambda: 0.5, k: 3 })).toEqual([0, 2, 1]);
  });
});
