import { describe, expect, it } from 'vitest';
import { type NPairOptions, nPairLoss } from '../../../lambdas/core/losses/n-pair.ts';
import { centralDifferences, expectClose } from '../../support/core/golden.ts';
import { randomRows } from '../../support/core/labelled-rows.ts';

const [B, C, D] = [4, 6, 3];
const anchor = randomRows([0, 1, 2, 3], D, 1).x;
const candidate = randomRows([0, 1, 2, 3, 4, 5], D, 2).x;
const options: NPairOptions = { candidateLabels: Int32Array.of(0, 1, 0, 3, 1, 5), normPenalty: 0.3 };

/** The definition, word by word. */
function naive(a: Float64Array, c: Float64Array): number {
  const dot = (i: number, j: number) => [0, 1, 2].reduce((sum, d) => sum + a[i * D + d]! * c[j * D + d]!, 0);
  const labels = [...options.candidateLabels];
  const losses = [0, 1, 2, 3].map((i) => {
    const negatives = labels.keys().filter((j) => labels[j] !== labels[i]);
    return Math.log(1 + negatives.reduce((sum, j) => sum + Math.exp(dot(i, j) - dot(i, i)), 0));
  });
  const squares = (x: Float64Array) => x.reduce((sum, value) => sum + value * value, 0);
  const mean = losses.reduce((sum, loss) => sum + loss, 0) / B;
  return mean + (options.normPenalty / 4) * (squares(a) / B + squares(c) / C);
}

describe('nPairLoss', () => {
  it('equals its definition', () => {
    expect(nPairLoss(anchor, candidate, B, C, D, options)).toBeCloseTo(naive(anchor, candidate), 12);
  });

  it('has the gradient of its definition, including the penalty and extra negatives', () => {
    const gradients = { dAnchor: new Float64Array(B * D), dCandidate: new Float64Array(C * D) };
    nPairLoss(anchor, candidate, B, C, D, options, gradients);
    expectClose(
      gradients.dAnchor,
      centralDifferences((x) => naive(x, candidate), anchor),
      1e-7,
    );
    expectClose(
      gradients.dCandidate,
      centralDifferences((x) => naive(anchor, x), candidate),
      1e-7,
    );
  });

  it('is the penalty for a single pair, and zero for no pair', () => {
    const one = { candidateLabels: Int32Array.of(7), normPenalty: 1 };
    expect(nPairLoss(Float64Array.of(3, 4), Float64Array.of(0, 1), 1, 1, 2, one)).toBeCloseTo((25 + 1) / 4, 12);
    const none = new Float64Array(0);
    expect(nPairLoss(none, none, 0, 0, 2, { ...one, candidateLabels: new Int32Array(0) })).toBe(0);
  });
});
