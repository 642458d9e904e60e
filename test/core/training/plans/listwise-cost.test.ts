import { describe, expect, it } from 'vitest';
import { ListSampler } from '../../../../lambdas/core/likeness/list-sampler.ts';
import { countAnchorsPerEpoch } from '../../../../lambdas/core/training/plans/listwise-cost.ts';

const PRODUCTS = 400;

/** Of 400 products the first `anchors` are anchors, each with the next one as its target. */
function samplerOf(anchors: number, maxCandidates: number, negatives?: Uint8Array): ListSampler {
  const offsets = Int32Array.from({ length: PRODUCTS + 1 }, (_, i) => Math.min(i, anchors));
  const columns = Int32Array.from({ length: anchors }, (_, i) => (i + 1) % anchors);
  return new ListSampler({
    targets: { offsets, columns, weights: new Float32Array(anchors).fill(1) },
    anchorWeights: Float64Array.from({ length: PRODUCTS }, (_, i) => (i < anchors ? 1 : 0)),
    ...(negatives && { negatives }),
    maxCandidates,
    batchSize: 16,
  });
}

describe('countAnchorsPerEpoch', () => {
  it('gives a small catalog the anchors of some steps', () => {
    expect(countAnchorsPerEpoch(samplerOf(PRODUCTS, 4096))).toBe(1000);
  });

  it('draws each anchor once per sample of them, if candidates are sampled', () => {
    expect(countAnchorsPerEpoch(samplerOf(PRODUCTS, 50))).toBe((1000 * PRODUCTS) / 50);
  });

  it('does not repeat the anchors because a matching has many products that are negatives alone', () => {
    const negatives = new Uint8Array(PRODUCTS).fill(1);
    expect(countAnchorsPerEpoch(samplerOf(20, 50, negatives))).toBe(1000);
  });
});
