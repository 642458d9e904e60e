import { describe, expect, it } from 'vitest';
import { contrastiveLoss } from '../../../lambdas/core/losses/contrastive.ts';
import { PairDistances } from '../../../lambdas/core/losses/pair-distances.ts';
import { mineAllPairs } from '../../../lambdas/core/miners/all.ts';
import type { MinedPairs } from '../../../lambdas/core/miners/mined.ts';
import { expectClose, flat, golden } from '../../support/core/golden.ts';

interface PairCase {
  name: string;
  params: { distance: 'euclidean' | 'cosine'; margin: number; labels: number[] };
  inputs: { left: number[][]; right: number[][] };
  loss: number;
  gradients: { left: number[][]; right: number[][] };
}

const cases = golden<{ cases: PairCase[] }>('losses').cases.filter((one) => one.name === 'contrastive');

/** Pair i is of row i and of row B + i; positive if its label is 1. */
function pairsOfLabels(labels: readonly number[]): MinedPairs {
  const B = labels.length;
  const rowsOf = (wanted: number) => Int32Array.from(labels.keys()).filter((i) => labels[i] === wanted);
  const pairs = (rows: Int32Array) => ({ anchors: rows, others: rows.map((row) => row + B) });
  return { positives: pairs(rowsOf(1)), negatives: pairs(rowsOf(0)) };
}

describe('contrastiveLoss', () => {
  it.each(cases.map((one) => [one.params.distance, one] as const))(
    'agrees with the PyTorch reference for the %s distance',
    (distance, one) => {
      const { left, right } = one.inputs;
      const x = flat([...left, ...right]);
      const [N, D] = [2 * left.length, left[0]!.length];
      const dx = new Float64Array(x.length);
      const options = { margin: one.params.margin, average: 'pairs' } as const;
      const pairs = pairsOfLabels(one.params.labels);
      const loss = contrastiveLoss(new PairDistances(x, N, D, distance), pairs, options, dx);
      expect(Math.abs(loss - one.loss)).toBeLessThan(1e-9);
      expectClose(dx, [...one.gradients.left, ...one.gradients.right].flat(), 1e-7);
    },
  );

  it('has golden cases for two distances', () => {
    expect(cases.map((one) => one.params.distance)).toEqual(['euclidean', 'cosine']);
  });

  it('averages positive pairs, and negative pairs within the margin, separately', () => {
    const labels = Int32Array.of(0, 0, 1, 2);
    const distances = new PairDistances(Float64Array.of(0, 3, 4, 50), 4, 1, 'euclidean');
    const loss = contrastiveLoss(distances, mineAllPairs(labels), { margin: 2, average: 'kinds' });
    // Alike: 3 apart. Within the margin of 2: rows 1 and 2 alone, 1 apart, so 1 short of it.
    expect(loss).toBeCloseTo(0.5 * 9 + 0.5 * 1, 12);
  });
});
