import { describe, expect, it } from 'vitest';
import { losses, lossNames } from '../../../../lambdas/core/losses/registry.ts';
import { buildTrainingConfig } from '../../../../lambdas/core/training/config/training-config.ts';
import { refusedConfig } from '../../../support/core/refused-config.ts';

describe('checkFit', () => {
  it.each([
    [
      '/miner',
      { miner: 'all' },
      'none with loss listwise; allowed with triplet, contrastive, circle, multi-similarity',
    ],
    [
      '/margin',
      { loss: 'contrastive', margin: 'soft' },
      'a number with loss contrastive; soft is allowed with triplet, batch-all',
    ],
    ['/margin', { loss: 'circle', margin: 1 }, 'a number in (0, 1) with loss circle'],
    ['/symmetric', { loss: 'triplet', symmetric: true }, 'false with loss triplet'],
    [
      '/maskKnownPositives',
      { loss: 'n-pair', maskKnownPositives: true },
      'false with loss n-pair; allowed with info-nce',
    ],
    ['/bestEpoch', { bestEpoch: true, selfSupervised: true }, 'no training data to validate on'],
    ['/patience', { patience: 2 }, '0 without bestEpoch'],
    ['/selfSupervised', { selfSupervised: true, encoder: 'linear' }, 'allowed with encoder bag'],
    ['/tune', { loss: 'info-nce', tune: true, modalityWeight: 1 }, 'not every tried loss allows'],
    ['/tune', { tune: true, selfSupervised: true }, 'no training data to choose by'],
    ['/learnTemperature', { loss: 'supervised-contrastive', learnTemperature: true }, 'allowed with info-nce'],
    [
      '/temperature',
      { loss: 'info-nce', learnTemperature: true, temperature: 2 },
      'a number in [0.01, 1] with learnTemperature',
    ],
    ['/modalityWeight', { modalityWeight: 1 }, '0 with loss listwise; allowed with losses of pairs'],
    ['/momentum', { momentum: 0.9 }, '0 with optimizer auto; allowed with sgd'],
    ['/weightDecay', { weightDecay: 0.01 }, '0 with optimizer auto; allowed with adamw'],
    ['/weightDecay', { optimizer: 'adamw', weightDecay: 1, learningRate: 1 }, 'less than 1 / learningRate'],
    ['/batchSize', { loss: 'batch-hard', batchSize: 4096 }, 'at most 2048 with loss batch-hard'],
    ['/batchSize', { loss: 'triplet', miner: 'all', batchSize: 4096 }, 'at most 2048 with loss triplet and miner all'],
  ])(
    'refuses settings that do not fit together at %s for %j, and names what is allowed',
    (pointer, overrides, expected) => {
      expect(refusedConfig(overrides)).toMatchObject({ code: 'unfit-combination', pointer });
      expect(refusedConfig(overrides).message).toContain(expected);
    },
  );

  it('refuses a miner or a soft margin with every loss that does not read it', () => {
    for (const loss of lossNames) {
      const { reads, margin } = losses[loss];
      if (!reads.includes('miner')) expect(refusedConfig({ loss, miner: 'all' }).pointer).toBe('/miner');
      if (margin !== 'triplet') expect(refusedConfig({ loss, margin: 'soft' }).pointer).toBe('/margin');
    }
  });

  it('accepts large batches for losses that do not compare all rows', () => {
    expect(buildTrainingConfig({ batchSize: 8192 }).batchSize).toBe(8192);
    expect(buildTrainingConfig({ loss: 'triplet', batchSize: 8192 }).batchSize).toBe(8192);
  });
});
