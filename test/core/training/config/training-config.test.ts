import { describe, expect, it } from 'vitest';
import { lossNames } from '../../../../lambdas/core/losses/registry.ts';
import {
  buildTrainingConfig,
  defaultTrainingConfig,
} from '../../../../lambdas/core/training/config/training-config.ts';
import { lossCombinations } from '../../../support/core/loss-combinations.ts';
import { refusedConfig } from '../../../support/core/refused-config.ts';

describe('buildTrainingConfig', () => {
  it('returns the defaults for no overrides, and accepts them as overrides', () => {
    expect(buildTrainingConfig()).toEqual(defaultTrainingConfig);
    expect(buildTrainingConfig(JSON.parse(JSON.stringify(defaultTrainingConfig)))).toEqual(defaultTrainingConfig);
  });

  it('reads null for the features as their defaults, as stored requests may have it', () => {
    expect(buildTrainingConfig({ features: null })).toEqual(defaultTrainingConfig);
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
    ['/optimizer', { optimizer: 'lion' }, 'one of auto, adam, rowwise-adam, adamw, adagrad, sgd'],
    ['/schedule', { schedule: 'step' }, 'one of constant, linear, cosine'],
    ['/warmUpFraction', { warmUpFraction: 1.5 }, 'a number in [0, 1]'],
    ['/clipNorm', { clipNorm: -1 }, 'a number in [0, 1000000000]'],
    ['/weightDecay', { optimizer: 'adamw', weightDecay: 2 }, 'a number in [0, 1]'],
    ['/multiSimilarityBase', { multiSimilarityBase: 2 }, 'a number in [-1, 1]'],
  ])('refuses a value out of range at %s', (pointer, overrides, expected) => {
    expect(refusedConfig(overrides)).toMatchObject({ code: 'out-of-range', pointer });
    expect(refusedConfig(overrides).message).toContain(`expected ${expected}`);
  });

  it.each([[null], ['x'], [[1]]])('refuses a configuration that is not an object: %j', (given) => {
    expect(() => buildTrainingConfig(given)).toThrow(
      expect.objectContaining({ code: 'wrong-type', message: expect.stringContaining('expected an object') }),
    );
  });

  it.each([
    ['/margin', { loss: 'triplet', margin: 'hard' }],
    ['/margin', { margin: true }],
    ['/learnTemperature', { learnTemperature: 1 }],
    ['/clipNorm', { clipNorm: 'off' }],
  ])('refuses a wrong type at %s for %j', (pointer, overrides) => {
    expect(refusedConfig(overrides)).toMatchObject({ code: 'wrong-type', pointer });
  });
});
