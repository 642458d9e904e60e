import { describe, expect, it } from 'vitest';
import { losses, lossNames } from '../../../../lambdas/core/losses/registry.ts';
import {
  buildTrainingConfig,
  defaultTrainingConfig,
} from '../../../../lambdas/core/training/config/training-config.ts';
import { lossCombinations } from '../../../support/core/loss-combinations.ts';

function refusal(overrides: object): { code: string; pointer: string; message: string } {
  try {
    buildTrainingConfig(overrides);
  } catch (error) {
    return error as { code: string; pointer: string; message: string };
  }
  throw new Error(`accepted ${JSON.stringify(overrides)}`);
}

describe('buildTrainingConfig', () => {
  it('returns the defaults for no overrides, and accepts them as overrides', () => {
    expect(buildTrainingConfig()).toEqual(defaultTrainingConfig);
    expect(buildTrainingConfig(JSON.parse(JSON.stringify(defaultTrainingConfig)))).toEqual(defaultTrainingConfig);
  });

  it.each(lossNames)('accepts the loss %s without other settings', (loss) => {
    expect(buildTrainingConfig({ loss }).loss).toBe(loss);
  });

  it('accepts every combination of loss, distance, miner and margin that fits', () => {
    for (const { overrides } of lossCombinations) expect(buildTrainingConfig(overrides)).toMatchObject(overrides);
  });

  it.each([
    ['/loss', { loss: 'info_nce' }, 'one of listwise, info-nce, triplet, contrastive'],
    ['/miner', { loss: 'triplet', miner: 'hard' }, 'one of none, all, batch-hard'],
    ['/margin', { loss: 'triplet', margin: -1 }, 'a number in [0, 1000000] or soft'],
    ['/optimizer', { optimizer: 'lion' }, 'one of adam, adamw, adagrad, sgd'],
    ['/schedule', { schedule: 'step' }, 'one of constant, linear, cosine'],
    ['/warmUpFraction', { warmUpFraction: 1.5 }, 'a number in [0, 1]'],
    ['/clipNorm', { clipNorm: -1 }, 'a number in [0, 1000000000]'],
    ['/weightDecay', { optimizer: 'adamw', weightDecay: 2 }, 'a number in [0, 1]'],
    ['/multiSimilarityBase', { multiSimilarityBase: 2 }, 'a number in [-1, 1]'],
  ])('refuses a value out of range at %s', (pointer, overrides, expected) => {
    expect(refusal(overrides)).toMatchObject({ code: 'out-of-range', pointer });
    expect(refusal(overrides).message).toContain(`expected ${expected}`);
  });

  it.each([
    ['/margin', { loss: 'triplet', margin: 'hard' }],
    ['/margin', { margin: true }],
    ['/learnTemperature', { learnTemperature: 1 }],
    ['/clipNorm', { clipNorm: 'off' }],
  ])('refuses a wrong type at %s for %j', (pointer, overrides) => {
    expect(refusal(overrides)).toMatchObject({ code: 'wrong-type', pointer });
  });

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
    ['/tune', { tune: true, selfSupervised: true }, 'no training data to choose by'],
    ['/learnTemperature', { loss: 'supervised-contrastive', learnTemperature: true }, 'allowed with info-nce'],
    [
      '/temperature',
      { loss: 'info-nce', learnTemperature: true, temperature: 2 },
      'a number in [0.01, 1] with learnTemperature',
    ],
    ['/modalityWeight', { modalityWeight: 1 }, '0 with loss listwise; allowed with losses of pairs'],
    ['/momentum', { momentum: 0.9 }, '0 with optimizer adam; allowed with sgd'],
    ['/weightDecay', { weightDecay: 0.01 }, '0 with optimizer adam; allowed with adamw'],
    ['/weightDecay', { optimizer: 'adamw', weightDecay: 1, learningRate: 1 }, 'less than 1 / learningRate'],
    ['/batchSize', { loss: 'batch-hard', batchSize: 4096 }, 'at most 2048 with loss batch-hard'],
    ['/batchSize', { loss: 'triplet', miner: 'all', batchSize: 4096 }, 'at most 2048 with loss triplet and miner all'],
  ])(
    'refuses settings that do not fit together at %s for %j, and names what is allowed',
    (pointer, overrides, expected) => {
      expect(refusal(overrides)).toMatchObject({ code: 'unfit-combination', pointer });
      expect(refusal(overrides).message).toContain(expected);
    },
  );

  it('refuses a miner or a soft margin with every loss that does not read it', () => {
    for (const loss of lossNames) {
      const { reads, margin } = losses[loss];
      if (!reads.includes('miner')) expect(refusal({ loss, miner: 'all' }).pointer).toBe('/miner');
      if (margin !== 'triplet') expect(refusal({ loss, margin: 'soft' }).pointer).toBe('/margin');
    }
  });

  it('accepts large batches for losses that do not compare all rows', () => {
    expect(buildTrainingConfig({ batchSize: 8192 }).batchSize).toBe(8192);
    expect(buildTrainingConfig({ loss: 'triplet', batchSize: 8192 }).batchSize).toBe(8192);
  });
});
