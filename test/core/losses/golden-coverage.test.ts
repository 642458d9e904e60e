import { describe, expect, it } from 'vitest';
import { golden } from '../../support/core/golden.ts';

describe('the golden losses', () => {
  it('are exactly those that the tests of this folder compare with', () => {
    const names = golden<{ cases: { name: string }[] }>('losses').cases.map((one) => one.name);
    expect(new Set(names)).toEqual(
      new Set([
        ...['triplet', 'triplet-soft-margin', 'contrastive', 'info-nce', 'supervised-contrastive'],
        ...['triplet-batch-all', 'triplet-batch-hard', 'triplet-batch-hard-soft-margin', 'triplet-semi-hard'],
      ]),
    );
  });
});
