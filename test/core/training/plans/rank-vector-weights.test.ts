import { describe, expect, it } from 'vitest';
import { chooseByRank } from '../../../../lambdas/core/training/plans/rank-vector-weights.ts';

/** A choice of the first of two products, by the cosines of words and of vectors. */
function choice(words: readonly number[], vectors: readonly number[], rows: readonly number[] = [1, 2]) {
  return { rows, alternatives: rows.length, cosines: [Float64Array.from(words), Float64Array.from(vectors)] };
}

const everyProduct = () => true;
const choose = (choices: ReturnType<typeof choice>[], hasVector: (row: number) => boolean = everyProduct) =>
  chooseByRank(choices, [2, 99], [{ field: 1, weight: 1, hasVector }])[0]!;

describe('chooseByRank', () => {
  it('keeps the weight of vectors of which no part ranks the chosen products first', () => {
    expect(choose([choice([0.5, 1], [0.9, 0])])).toBe(1);
  });

  it('takes 0 if vectors rank the chosen products last', () => {
    expect(choose([choice([0.5, 0.49], [0, 0.9])])).toBe(0);
  });

  it('takes the part at which neither words nor vectors are outweighed', () => {
    const needsVectors = choice([0.5, 0.6], [0.9, 0]);
    const needsWords = choice([0.6, 0.5], [0, 0.25]);
    // At 0.5 and at 0.35 the square of the part is between 0.11 and 0.4.
    expect(choose([needsVectors, needsWords])).toBe(0.425);
  });

  it('takes half of the weight if no part is shown to rank worse than the best', () => {
    expect(choose([choice([0.5, 0.4], [0.1, 0.1])])).toBe(0.5);
  });

  it('counts a product without a vector as shorter, as embeddings do', () => {
    // The other product, without a vector, has the whole cosine of its words: 0.5 > (0.6 + 0.1 w²) / sqrt(1 + w²).
    const isFirst = (row: number) => row === 1;
    expect(choose([choice([0.6, 0.5], [0.1, 0])], isFirst)).toBe(0.35);
    expect(choose([choice([0.6, 0.5], [0.1, 0])])).toBe(0.5);
  });

  it('chooses for one vector after the other', () => {
    // Beside all of the second vector no part of the first one is enough. Beside half of the first, at most 0.35 of it is.
    const cosines = [Float64Array.of(0.5, 0.6), Float64Array.of(0.9, 0), Float64Array.of(0, 0.9)];
    const vectors = [1, 2].map((field) => ({ field, weight: 1, hasVector: everyProduct }));
    expect(chooseByRank([{ rows: [1, 2], alternatives: 2, cosines }], [1, 1, 1], vectors)).toEqual([0.5, 0.175]);
  });
});
