import { describe, expect, it } from 'vitest';
import { conditions, listIgnoredSettings } from '../../../../lambdas/core/training/config/ignored-settings.ts';
import { buildTrainingConfig } from '../../../../lambdas/core/training/config/training-config.ts';
import { trainingSettings } from '../../../../lambdas/core/training/config/training-settings.ts';

const ignored = (config: object) => listIgnoredSettings(buildTrainingConfig(config));

describe('listIgnoredSettings', () => {
  it.each([
    [{ loss: 'info-nce', margin: 0.2 }, 'margin', 'loss info-nce does not read it; read by triplet'],
    [{ loss: 'triplet', temperature: 0.2 }, 'temperature', 'loss triplet does not read it; read by'],
    [{ circleScale: 20 }, 'circleScale', 'loss listwise does not read it; read by circle'],
    [{ maxPairs: 10 }, 'maxPairs', 'it applies to losses of pairs or labelled rows'],
    [{ loss: 'info-nce', budgetSeconds: 10 }, 'budgetSeconds', 'it applies to loss listwise, or tune'],
    [{ validationFraction: 0.2 }, 'validationFraction', 'it applies to bestEpoch or tune'],
    [{ viewDropout: 0.2 }, 'viewDropout', 'it applies to selfSupervised'],
    [
      { loss: 'triplet', miner: 'semi-hard', minerEpsilon: 0.2 },
      'minerEpsilon',
      'it applies to miner multi-similarity',
    ],
    [{ loss: 'info-nce', encoder: 'linear', identityDropout: 0 }, 'identityDropout', 'it applies to encoder bag'],
    [{ loss: 'info-nce', tokenShrinkage: 0 }, 'tokenShrinkage', 'it applies to loss listwise, encoder bag'],
  ])('names in %j the setting %s with the reason', (config, setting, because) => {
    expect(ignored(config)).toEqual([{ setting, because: expect.stringContaining(because) }]);
  });

  it.each([
    [{ matryoshkaDims: [64, 256, 300] }, [256, 300], 'a new vector has 256 numbers with dim auto and prefixes'],
    [{ dim: 64, matryoshkaDims: [64] }, [64], 'a new vector has 64 numbers'],
  ])('names in %j the prefixes %j, which are no shorter than a vector', (config, values, because) => {
    expect(ignored(config)).toEqual([{ setting: 'matryoshkaDims', values, because }]);
  });

  it.each([
    [{}],
    [{ loss: 'triplet', margin: 0.2 }],
    [{ loss: 'info-nce', temperature: 0.2, maxPairs: 10 }],
    [{ bestEpoch: true, validationFraction: 0.2 }],
    [{ tune: true, margin: 0.2, maxPairs: 10, budgetSeconds: 20 }],
    [{ selfSupervised: true, viewDropout: 0.2 }],
    [{ matryoshkaDims: [64, 255] }],
    [{ dim: 512, matryoshkaDims: [256, 300] }],
    [{ loss: 'triplet', miner: 'multi-similarity', minerEpsilon: 0.2 }],
  ])('names nothing in %j', (config) => {
    expect(ignored(config)).toEqual([]);
  });

  it('knows when each setting applies that says so in words and is not refused elsewhere', () => {
    const worded = Object.entries(trainingSettings).filter(([, one]) => one.appliesTo && !one.isRefusedElsewhere);
    expect(Object.keys(conditions).sort()).toEqual(worded.map(([name]) => name).sort());
  });
});
