import { describe, expect, it } from 'vitest';
import { referenceKernels } from '../../../../lambdas/core/kernels/reference-kernels.ts';
import { infoNceOfPairs } from '../../../../lambdas/core/training/steps/paired-loss.ts';

/** Pairs of the anchors with positives 10, 11, ...; every vector is the same, so that the loss is the log of who takes part. */
function lossOf(anchors: number[], symmetric: boolean): number {
  const [B, D] = [anchors.length, 2];
  const positives = Int32Array.from(anchors, (_, i) => 10 + i);
  const batch = { anchors: Int32Array.from(anchors), positives, negatives: new Int32Array(B).fill(-1) };
  const rows = Float64Array.from({ length: B * D }, (_, i) => (i % D === 0 ? 1 : 0));
  const pairs = { batch, candidateRows: positives, anchors: rows, candidates: rows.slice(), D };
  const gradients = { dAnchor: new Float64Array(B * D), dCandidate: new Float64Array(B * D) };
  return infoNceOfPairs(referenceKernels(), pairs, { temperature: 1, symmetric }, new Float64Array(20), gradients);
}

describe('InfoNCE of drawn pairs', () => {
  it('takes no anchor that is drawn twice for a negative of its own positive, on the way back', () => {
    expect(lossOf([0, 1, 2], true)).toBeCloseTo(Math.log(3), 12);
    // The two pairs of anchor 0 have each other left out: 2 take part instead of 3; for the pair of anchor 1 all three do.
    expect(lossOf([0, 0, 1], true)).toBeCloseTo((2 * Math.log(2) + Math.log(3)) / 3, 12);
  });

  it('is the plain one in one direction', () => {
    expect(lossOf([0, 0, 1], false)).toBeCloseTo(Math.log(3), 12);
  });
});
