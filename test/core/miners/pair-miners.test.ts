import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mineAllPairs, mineAllTriplets } from '../../../lambdas/core/miners/all.ts';
import { mineBatchHard } from '../../../lambdas/core/miners/batch-hard.ts';
import { combineIntoTriplets, splitIntoPairs } from '../../../lambdas/core/miners/mined.ts';
import { mineMultiSimilarity } from '../../../lambdas/core/miners/multi-similarity.ts';
import { labelledDistances, pairList, tripletList } from '../../support/core/hard-negatives.ts';

const range = (n: number) => Array.from({ length: n }, (_, i) => i);

describe('mineAllPairs', () => {
  it('selects every ordered pair of two rows once, separated by kind', () => {
    const { positives, negatives } = mineAllPairs(Int32Array.of(0, 1, 0));
    expect(pairList(positives)).toEqual([
      [0, 2],
      [2, 0],
    ]);
    expect(pairList(negatives)).toEqual([
      [0, 1],
      [1, 0],
      [1, 2],
      [2, 1],
    ]);
  });
});

describe('mineMultiSimilarity', () => {
  it('selects the pairs of its definition', () => {
    fc.assert(
      fc.property(labelledDistances, fc.integer({ min: 0, max: 3 }), ({ distances, labels }, quarters) => {
        const epsilon = quarters / 4;
        const N = labels.length;
        const similarity = (i: number, j: number) => 1 - distances[i * N + j]!;
        const rows = range(N);
        const isAlike = (i: number, j: number) => i !== j && labels[i] === labels[j];
        const mined = mineMultiSimilarity(distances, labels, epsilon);
        const alike = rows.flatMap((i) => rows.filter((j) => isAlike(i, j)).map((j): [number, number] => [i, j]));
        const unlike = rows.flatMap((i) =>
          rows.filter((j) => labels[i] !== labels[j]).map((j): [number, number] => [i, j]),
        );
        expect(pairList(mined.positives)).toEqual(
          alike.filter(([i, p]) =>
            unlike.some(([anchor, n]) => anchor === i && similarity(i, p) < similarity(i, n) + epsilon),
          ),
        );
        expect(pairList(mined.negatives)).toEqual(
          unlike.filter(([i, n]) =>
            alike.some(([anchor, p]) => anchor === i && similarity(i, n) > similarity(i, p) - epsilon),
          ),
        );
      }),
      { numRuns: 300 },
    );
  });
});

describe('splitIntoPairs and combineIntoTriplets', () => {
  it('are inverse to each other if all triplets are mined', () => {
    fc.assert(
      fc.property(labelledDistances, ({ labels }) => {
        const N = labels.length;
        const triplets = mineAllTriplets(labels);
        expect(tripletList(combineIntoTriplets(splitIntoPairs(triplets, N), N))).toEqual(tripletList(triplets));
      }),
    );
  });

  it('return each pair once', () => {
    const labels = Int32Array.of(0, 0, 0, 1);
    const { positives, negatives } = splitIntoPairs(mineAllTriplets(labels), 4);
    expect(pairList(positives)).toHaveLength(6);
    expect(pairList(negatives)).toEqual([
      [0, 3],
      [1, 3],
      [2, 3],
    ]);
  });

  it('preserve the hardest triplets of a batch', () => {
    const distances = Float64Array.of(0, 1, 2, 1, 0, 3, 2, 3, 0);
    const { positives, negatives } = splitIntoPairs(mineBatchHard(distances, Int32Array.of(0, 0, 1)), 3);
    expect([pairList(positives), pairList(negatives)]).toEqual([
      [
        [0, 1],
        [1, 0],
      ],
      [
        [0, 2],
        [1, 2],
      ],
    ]);
  });
});
