import { describe, expect, it } from 'vitest';
import { referenceKernels } from '../../../../lambdas/core/kernels/reference-kernels.ts';
import { CounterRandom } from '../../../../lambdas/core/numerics/random.ts';
import { labelledLossOf } from '../../../../lambdas/core/training/config/loss-traits.ts';
import { trainingConfig } from '../../../../lambdas/core/training/config/training-config.ts';
import { labelledLoss } from '../../../../lambdas/core/training/steps/labelled-loss.ts';
import { degenerateBatches, randomRows } from '../../../support/core/labelled-rows.ts';
import { lossCombinations } from '../../../support/core/loss-combinations.ts';

const labelled = lossCombinations.flatMap(({ name, overrides }) => {
  const config = trainingConfig(overrides);
  const loss = labelledLossOf(config.loss, config.miner);
  return loss ? [{ name, config, loss }] : [];
});

const kernels = referenceKernels('float64');

describe('labelledLoss', () => {
  it.each(degenerateBatches.map((batch) => [batch.name, batch] as const))(
    'has a defined loss and gradient under every combination for %s',
    (_name, { x, labels, D }) => {
      for (const { name, config, loss } of labelled) {
        const dx = new Float64Array(x.length).fill(Number.NaN);
        const value = labelledLoss(kernels, loss, { x, labels, D }, config, new CounterRandom(1, 'draw'), dx);
        expect([name, value >= 0 && Number.isFinite(value), dx.every(Number.isFinite)]).toEqual([name, true, true]);
      }
    },
  );

  it('is zero without gradient where there is no positive, but for the multi-similarity loss, which pushes all the same', () => {
    const { x, labels } = randomRows([1, 2, 3, 4], 3);
    for (const { config, loss } of labelled.filter((one) => !['multi-similarity', 'contrastive'].includes(one.loss))) {
      const dx = new Float64Array(x.length).fill(Number.NaN);
      expect(labelledLoss(kernels, loss, { x, labels, D: 3 }, config, new CounterRandom(1, 'draw'), dx)).toBe(0);
      expect(dx.every((value) => value === 0)).toBe(true);
    }
    const rows = { x: Float64Array.of(1, 0, 1, 0.01), labels: Int32Array.of(0, 1), D: 2 };
    const pushed = labelledLoss(kernels, 'multi-similarity', rows, trainingConfig(), new CounterRandom(1, 'draw'));
    expect(pushed).toBeGreaterThan(0.4);
  });

  it('asks the configured miner: the hardest triplets cost more than all', () => {
    const { x, labels } = randomRows([0, 1, 0, 1, 2, 2, 0], 3);
    const lossBy = (miner: string) => {
      const config = trainingConfig({ loss: 'triplet', miner, margin: 'soft' });
      return labelledLoss(kernels, 'triplet', { x, labels, D: 3 }, config, new CounterRandom(1, 'draw'));
    };
    expect(lossBy('batch-hard')).toBeGreaterThan(lossBy('all'));
  });

  it.each(['circle', 'multi-similarity'] as const)('takes cosines for the %s loss, whatever the distance', (loss) => {
    const { x, labels } = randomRows([0, 1, 0, 1, 2, 2], 3);
    const valueBy = (distance: string) =>
      labelledLoss(
        kernels,
        loss,
        { x, labels, D: 3 },
        trainingConfig({ loss, distance }),
        new CounterRandom(1, 'draw'),
      );
    expect(valueBy('euclidean')).toBe(valueBy('cosine'));
  });

  it('refuses a soft margin where the loss has no use for one', () => {
    const { x, labels } = randomRows([0, 0, 1], 2);
    const config = trainingConfig({ loss: 'triplet', margin: 'soft' });
    const call = () => labelledLoss(kernels, 'contrastive', { x, labels, D: 2 }, config, new CounterRandom(1, 'draw'));
    expect(call).toThrow('margin is soft, expected a number');
  });
});
