import { describe, expect, it } from 'vitest';
import { ListSampler } from '../../../../lambdas/core/likeness/list-sampler.ts';
import { buildTrainingConfig } from '../../../../lambdas/core/training/config/training-config.ts';
import {
  affordsAllSteps,
  countAnchorsPerEpoch,
  countListwiseSteps,
  estimateListwiseStepSeconds,
} from '../../../../lambdas/core/training/plans/listwise-cost.ts';
import { prepareModel } from '../../../../lambdas/core/training/plans/prepared-model.ts';
import { colouredThings } from '../../../support/core/training-factories.ts';

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

describe('affordsAllSteps', () => {
  it('tells whether the budget is enough for all steps, which cost as much as there are numbers', () => {
    const products = colouredThings();
    const { inputs } = prepareModel(products, [], 0, buildTrainingConfig({ dim: 64 }));
    const sampler = samplerOf(PRODUCTS, 4096);
    const config = buildTrainingConfig({ epochs: 8 });
    const wide = { inputs, numbers: 512 };
    const steps = countListwiseSteps(sampler, wide, { ...config, budgetSeconds: 1e9 });
    const exact = steps * estimateListwiseStepSeconds(sampler, wide, config);
    expect(affordsAllSteps(sampler, wide, { ...config, budgetSeconds: 1.001 * exact })).toBe(true);
    expect(affordsAllSteps(sampler, wide, { ...config, budgetSeconds: 0.9 * exact })).toBe(false);
    expect(affordsAllSteps(sampler, { inputs, numbers: 256 }, { ...config, budgetSeconds: 0.9 * exact })).toBe(true);
    expect(countListwiseSteps(sampler, wide, { ...config, budgetSeconds: 0.9 * exact })).toBeLessThan(steps);
  });
});

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
