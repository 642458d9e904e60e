import { describe, expect, it } from 'vitest';
import { circleLoss } from '../../../lambdas/core/losses/circle.ts';
import { PairDistances } from '../../../lambdas/core/losses/pair-distances.ts';
import type { MinedPairs } from '../../../lambdas/core/miners/mined.ts';
import { minePairs, minerNames } from '../../../lambdas/core/miners/registry.ts';
import { CounterRandom } from '../../../lambdas/core/numerics/random.ts';
import { centralDifferences, expectClose } from '../../support/core/golden.ts';
import { randomRows } from '../../support/core/labelled-rows.ts';

const D = 4;
const { x, labels } = randomRows([0, 1, 0, 1, 2, 0, 3, 2], D);
const N = labels.length;
const [margin, scale] = [0.25, 6];

function minedBy(miner: (typeof minerNames)[number]): MinedPairs {
  const { values } = new PairDistances(x, N, D, 'cosine');
  const random = new CounterRandom(1, 'circle');
  return minePairs(miner, { labels, D, distances: values, cosineDistances: values, epsilon: 0.1, random });
}

/** The definition, word by word, at the rows `at`, with the weights that pairs have at the rows `held`. */
function naive(pairs: MinedPairs, at: Float64Array, held: Float64Array): number {
  const [now, then] = [at, held].map((rows) => new PairDistances(rows, N, D, 'cosine').values);
  const losses: number[] = [];
  for (let i = 0; i < N; i++) {
    const othersIn = ({ anchors, others }: MinedPairs['positives']) => [...others].filter((_j, t) => anchors[t] === i);
    const [alike, unlike] = [othersIn(pairs.positives), othersIn(pairs.negatives)];
    if (alike.length === 0 || unlike.length === 0) continue;
    const cosine = (values: Float64Array, j: number) => 1 - values[i * N + j]!;
    const positives = alike.map((j) =>
      Math.exp(-scale * Math.max(0, 1 + margin - cosine(then!, j)) * (cosine(now!, j) - 1 + margin)),
    );
    const negatives = unlike.map((j) =>
      Math.exp(scale * Math.max(0, cosine(then!, j) + margin) * (cosine(now!, j) - margin)),
    );
    const sum = (terms: number[]) => terms.reduce((a, b) => a + b, 0);
    losses.push(Math.log(1 + sum(positives) * sum(negatives)));
  }
  return losses.reduce((a, b) => a + b, 0) / losses.length;
}

describe('circleLoss', () => {
  it.each(minerNames)('equals its definition, with a gradient at constant weights, for the miner %s', (miner) => {
    const pairs = minedBy(miner);
    const dx = new Float64Array(x.length);
    const loss = circleLoss(new PairDistances(x, N, D, 'cosine'), pairs, { margin, scale }, dx);
    expect(loss).toBeCloseTo(naive(pairs, x, x), 10);
    expectClose(
      dx,
      centralDifferences((rows) => naive(pairs, rows, x), x),
      1e-7,
    );
  });

  it('is finite at the scale of the paper', () => {
    const dx = new Float64Array(x.length);
    const loss = circleLoss(new PairDistances(x, N, D, 'cosine'), minedBy('all'), { margin, scale: 256 }, dx);
    expect([loss, ...dx].every(Number.isFinite)).toBe(true);
    expect(loss).toBeGreaterThan(0);
  });
});
