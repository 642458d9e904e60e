import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toScore } from '../../../lambdas/core/numerics/score.ts';
import { averageExamples as averageOfSearch } from '../../../lambdas/core/search/queries/search-examples.ts';
import {
  averageExamples,
  describeMove,
  listMoves,
  rankByCosine,
} from '../../../lib/console/views/explore/compare-rankings.ts';

const vector = fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 3, maxLength: 3 }).filter((v) => v.some(Boolean));
const vectors = (minLength: number) => fc.array(vector, { minLength, maxLength: 4 });

const cosine = (a: readonly number[], b: readonly number[]) => rankByCosine(a, new Map([['b', b]]))[0]!.score;

describe('the ranking of a comparison', () => {
  it('has the query that the search makes of the same examples', () => {
    fc.assert(
      fc.property(vectors(1), vectors(0), vector, (positive, negative, product) => {
        const weighted = (some: readonly number[][]) =>
          some.map((one) => ({ vector: Float32Array.from(one), weight: 1 }));
        const query = averageOfSearch({ positive: weighted(positive), negative: weighted(negative) });
        // Examples that cancel out have no direction; the search refuses them.
        fc.pre(query.some((x) => x !== 0));
        const score = cosine(averageExamples(positive, negative), product);
        expect(Math.abs(score - cosine(Array.from(query), product))).toBeLessThan(1e-5);
      }),
    );
  });

  it('is by falling cosine, and by id where that is equal, for vectors of any length', () => {
    const ranked = rankByCosine(
      [0, 2],
      new Map([
        ['c', [3, 0]],
        ['b', [0, 0.1]],
        ['a', [0, 7]],
        ['zero', [0, 0]],
      ]),
    );
    expect(ranked.map(({ id, rank }) => `${rank} ${id}`)).toEqual(['1 a', '2 b', '3 c', '4 zero']);
    expect(ranked.map(({ score }) => toScore(score))).toEqual([1, 1, 0, 0]);
  });

  it('says of each product where it stands in the other one', () => {
    const ranking = ['a', 'b', 'c', 'd'].map((id, i) => ({ id, score: 1 - i / 10, rank: i + 1 }));
    const other = ['c', 'b', 'a'].map((id, i) => ({ id, score: 1 - i / 10, rank: i + 1 }));
    expect(listMoves(ranking, other, 10).map((one) => `${one.id} ${describeMove(one)}`)).toEqual([
      'a up 2, from 3',
      'b the same place',
      'c down 2, from 1',
      'd not in the other list',
    ]);
    expect(listMoves(ranking, other, 1)).toHaveLength(1);
  });
});
