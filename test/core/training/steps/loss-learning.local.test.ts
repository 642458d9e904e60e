import { describe, expect, it } from 'vitest';
import { lossCombinations } from '../../../support/core/loss-combinations.ts';
import {
  colouredThings,
  quickConfig,
  tasteBaskets,
  trained,
  trainingSet,
} from '../../../support/core/training-factories.ts';

const set = trainingSet(colouredThings(), tasteBaskets());
const toy = { dim: 8, batchSize: 16, heldOutFraction: 0.25, learningRate: 0.03 };

/** Recall of the ten nearest of 29 on baskets that were kept out of training. */
function heldOutRecall(overrides: object): number {
  return trained(set, quickConfig({ ...toy, ...overrides })).report.heldOut!.metrics.all!['recall@10'];
}

describe('training with every loss, distance and miner', () => {
  const before = heldOutRecall({ maxPairs: 0 });

  it('starts from a held-out recall below 0.3', () => {
    expect(before).toBeLessThan(0.3);
  });

  it.each(lossCombinations.map((one) => [one.name, one.overrides] as const))(
    'raises the held-out recall by 0.5 with %s',
    (_name, overrides) => {
      // Batch-hard learns from one pair of products for each row, and needs more rows.
      const maxPairs = overrides.miner === 'batch-hard' ? 4000 : 2500;
      expect(heldOutRecall({ maxPairs, ...overrides })).toBeGreaterThan(before + 0.5);
    },
  );
});
