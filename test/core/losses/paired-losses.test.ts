import { describe, expect, it } from 'vitest';
import { referenceKernels } from '../../../lambdas/core/kernels/reference-kernels.ts';
import { infoNceOfPairs } from '../../../lambdas/core/losses/paired-losses.ts';

/** Pairs of the anchors with positives 10, 11, ...; all vectors are equal, so the loss is the log of the number of candidates. */
function lossOf(anchors: number[], symmetric: boolean): number {
  const [B, D] = [anchors.length, 2];
  const [anchorIds, candidateIds] = [Int32Array.from(anchors), Int32Array.from(anchors, (_, i) => 10 + i)];
  const rows = Float64Array.from({ length: B * D }, (_, i) => (i % D === 0 ? 1 : 0));
  const sides = { anchors: rows, candidates: rows.slice(), B, C: B, D, anchorIds, candidateIds };
  const pairs = { ...sides, candidateLabels: () => candidateIds, logQ: () => new Float64Array(B) };
  const gradients = { dAnchor: new Float64Array(B * D), dCandidate: new Float64Array(B * D) };
  return infoNceOfPairs(referenceKernels(), pairs, { temperature: 1, symmetric }, gradients);
}

describe('infoNceOfPairs', () => {
  it('does not use an anchor that is drawn twice as a negative of its own positive in the symmetric form', () => {
    expect(lossOf([0, 1, 2], true)).toBeCloseTo(Math.log(3), 12);
    // Each of the two pairs of anchor 0 leaves the other out, so two candidates remain of three. The pair of anchor 1 has all three.
    expect(lossOf([0, 0, 1], true)).toBeCloseTo((2 * Math.log(2) + Math.log(3)) / 3, 12);
  });

  it('counts an anchor that is drawn twice like any other in one direction', () => {
    expect(lossOf([0, 0, 1], false)).toBeCloseTo(Math.log(3), 12);
  });
});
