import { describe, expect, it } from 'vitest';
import { supervisedContrastiveLoss } from '../../../lambdas/core/losses/supervised-contrastive.ts';
import { expectClose, flat } from '../../support/core/golden.ts';
import { labelledCases } from '../../support/core/labelled-rows.ts';

const cases = labelledCases('supervised-contrastive');

describe('supervisedContrastiveLoss', () => {
  it('has golden cases', () => {
    expect(cases).toHaveLength(2);
  });

  it.each(cases)('agrees with the PyTorch reference for %s', (_title, { params, inputs, labels, loss, gradients }) => {
    const x = flat(inputs.embeddings);
    const dx = new Float64Array(x.length);
    const D = inputs.embeddings[0]!.length;
    const value = supervisedContrastiveLoss(x, Int32Array.from(labels), D, params.temperature!, dx);
    expect(Math.abs(value - loss)).toBeLessThan(1e-9);
    expectClose(dx, gradients.embeddings.flat(), 1e-7);
  });

  it('leaves rows without a positive out of the mean, and uses them as negatives', () => {
    const x = Float64Array.of(1, 0, 0, 1, -1, 0);
    const value = supervisedContrastiveLoss(x, Int32Array.of(0, 0, 1), 2, 1);
    // Row 0 to row 1 (cosine 0) against row 2 (cosine -1); row 1 to row 0 (cosine 0) against row 2 (cosine 0).
    expect(value).toBeCloseTo((Math.log(1 + Math.exp(-1)) + Math.log(2)) / 2, 12);
  });

  it('is finite at a tiny temperature', () => {
    const [, { inputs, labels }] = cases[0]!;
    const x = flat(inputs.embeddings);
    const dx = new Float64Array(x.length);
    const value = supervisedContrastiveLoss(x, Int32Array.from(labels), inputs.embeddings[0]!.length, 1e-4, dx);
    expect([value, ...dx].every(Number.isFinite)).toBe(true);
  });
});
