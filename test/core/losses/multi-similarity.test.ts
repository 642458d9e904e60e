import { describe, expect, it } from 'vitest';
import { multiSimilarityLoss } from '../../../lambdas/core/losses/multi-similarity.ts';
import { PairDistances } from '../../../lambdas/core/losses/pair-distances.ts';
import { mineAllPairs } from '../../../lambdas/core/miners/all.ts';
import { centralDifferences, expectClose } from '../../support/core/golden.ts';
import { randomRows } from '../../support/core/labelled-rows.ts';

const D = 4;
const { x, labels } = randomRows([0, 1, 0, 1, 2, 0, 3], D);
const N = labels.length;
const options = { alpha: 2, beta: 20, base: 0.5 };

/** The definition, word by word. */
function naive(rows: Float64Array): number {
  const { values } = new PairDistances(rows, N, D, 'cosine');
  let loss = 0;
  for (let i = 0; i < N; i++) {
    let [positives, negatives] = [0, 0];
    for (let j = 0; j < N; j++) {
      const excess = 1 - values[i * N + j]! - options.base;
      if (labels[j] !== labels[i]) negatives += Math.exp(options.beta * excess);
      else if (j !== i) positives += Math.exp(-options.alpha * excess);
    }
    loss += Math.log(1 + positives) / options.alpha + Math.log(1 + negatives) / options.beta;
  }
  return loss / N;
}

describe('multiSimilarityLoss', () => {
  it('equals its definition, with its gradient', () => {
    const dx = new Float64Array(x.length);
    const loss = multiSimilarityLoss(new PairDistances(x, N, D, 'cosine'), mineAllPairs(labels), options, dx);
    expect(loss).toBeCloseTo(naive(x), 10);
    expectClose(dx, centralDifferences(naive, x), 1e-7);
  });

  it('is finite at a sharpness that would overflow', () => {
    const dx = new Float64Array(x.length);
    const sharp = { alpha: 10_000, beta: 10_000, base: -1 };
    const loss = multiSimilarityLoss(new PairDistances(x, N, D, 'cosine'), mineAllPairs(labels), sharp, dx);
    expect([loss, ...dx].every(Number.isFinite)).toBe(true);
  });
});
