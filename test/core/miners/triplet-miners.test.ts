import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PairDistances } from '../../../lambdas/core/losses/pair-distances.ts';
import { mineAllTriplets } from '../../../lambdas/core/miners/all.ts';
import { mineBatchHard } from '../../../lambdas/core/miners/batch-hard.ts';
import type { TripletIndices } from '../../../lambdas/core/miners/mined.ts';
import { mineSemiHard } from '../../../lambdas/core/miners/semi-hard.ts';
import { labelledDistances, tripletList } from '../../support/core/hard-negatives.ts';

type Triplet = readonly [number, number, number];
const range = (n: number) => Array.from({ length: n }, (_, i) => i);

function naiveAll(labels: Int32Array): Triplet[] {
  const rows = range(labels.length);
  return rows.flatMap((a) =>
    rows
      .filter((p) => p !== a && labels[p] === labels[a])
      .flatMap((p) => rows.filter((n) => labels[n] !== labels[a]).map((n): Triplet => [a, p, n])),
  );
}

/** The first of the triplets whose value is the largest. */
function best(triplets: readonly Triplet[], scoreOf: (triplet: Triplet) => number): Triplet {
  return triplets.reduce((kept, one) => (scoreOf(one) > scoreOf(kept) ? one : kept));
}

function naiveBatchHard(distances: Float64Array, labels: Int32Array): Triplet[] {
  const all = naiveAll(labels);
  const at = (a: number, b: number) => distances[a * labels.length + b]!;
  return range(labels.length).flatMap((anchor) => {
    const own = all.filter(([a]) => a === anchor);
    if (own.length === 0) return [];
    const [, positive] = best(own, ([a, p]) => at(a, p));
    const [, , negative] = best(own, ([a, , n]) => -at(a, n));
    return [[anchor, positive, negative] as const];
  });
}

function naiveSemiHard(distances: Float64Array, labels: Int32Array): Triplet[] {
  const at = (a: number, b: number) => distances[a * labels.length + b]!;
  const byPair = Object.values(Object.groupBy(naiveAll(labels), ([a, p]) => a * labels.length + p));
  return byPair.map((own) => {
    const farther = own!.filter(([a, p, n]) => at(a, n) > at(a, p));
    return farther.length > 0 ? best(farther, ([a, , n]) => -at(a, n)) : best(own!, ([a, , n]) => at(a, n));
  });
}

const miners: [
  string,
  (d: Float64Array, l: Int32Array) => TripletIndices,
  (d: Float64Array, l: Int32Array) => Triplet[],
][] = [
  ['all', (_distances, labels) => mineAllTriplets(labels), (_distances, labels) => naiveAll(labels)],
  ['batch-hard', mineBatchHard, naiveBatchHard],
  ['semi-hard', mineSemiHard, naiveSemiHard],
];

describe.each(miners)('the miner %s', (_name, mine, naive) => {
  it('selects the triplets of a naive search, including ties and degenerate batches', () => {
    fc.assert(
      fc.property(labelledDistances, ({ distances, labels }) => {
        expect(tripletList(mine(distances, labels))).toEqual(naive(distances, labels));
      }),
      { numRuns: 300 },
    );
  });
});

describe('the miner semi-hard', () => {
  it('selects the nearest negative beyond the positive, or the farthest if none is beyond', () => {
    const x = Float64Array.of(0, 2, 1, 3, 4);
    const labels = Int32Array.of(0, 0, 1, 1, 1);
    const { values } = new PairDistances(x, 5, 1, 'euclidean');
    const triplets = tripletList(mineSemiHard(values, labels));
    // From 0, the positive is at 2: the negatives at 3 and 4 are farther. From 2, the farthest is 2 away, like the positive.
    expect(triplets.slice(0, 2)).toEqual([
      [0, 1, 3],
      [1, 0, 4],
    ]);
  });
});
