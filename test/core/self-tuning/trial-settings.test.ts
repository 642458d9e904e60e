import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CounterRandom } from '../../../lambdas/core/numerics/random.ts';
import type { DistanceGaps } from '../../../lambdas/core/self-tuning/distance-gaps.ts';
import { drawTrials } from '../../../lambdas/core/self-tuning/trial-settings.ts';
import { buildTrainingConfig } from '../../../lambdas/core/training/config/training-config.ts';
import { lossCombinations } from '../../support/core/loss-combinations.ts';

const even = Float64Array.from({ length: 100 }, (_, i) => (i + 1) / 100);
const gaps: DistanceGaps = { cosine: even, euclidean: even, 'squared-euclidean': even };
const none: DistanceGaps = {
  cosine: new Float64Array(0),
  euclidean: new Float64Array(0),
  'squared-euclidean': new Float64Array(0),
};
const spaceOf = (overrides: object, of = gaps) => ({
  given: buildTrainingConfig(overrides),
  gaps: of,
  listCandidates: 1000,
  weightings: 3,
});

describe('drawTrials', () => {
  it('draws valid configurations for every given loss', () => {
    fc.assert(
      fc.property(fc.constantFrom(...lossCombinations), fc.nat(), fc.boolean(), ({ overrides }, seed, measured) => {
        const space = spaceOf(overrides, measured ? gaps : none);
        for (const { settings, weighting } of drawTrials(26, space, new CounterRandom(seed, 'trials'))) {
          expect(buildTrainingConfig({ ...space.given, ...settings })).toMatchObject(settings);
          expect([0, 1, 2]).toContain(weighting);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('draws every other trial listwise, and varies losses, temperatures, margins, log q and dropouts', () => {
    const trials = drawTrials(26, spaceOf({}), new CounterRandom(1, 'trials'));
    expect(trials.filter(({ settings }) => settings.loss === 'listwise')).toHaveLength(13);
    const tried = (name: keyof (typeof trials)[number]['settings']) =>
      new Set(trials.map(({ settings }) => settings[name]).filter((value) => value !== undefined)).size;
    expect(tried('loss')).toBe(6);
    expect(tried('temperature')).toBeGreaterThan(4);
    expect(tried('margin')).toBeGreaterThan(2);
    expect(tried('logQStrength')).toBeGreaterThan(1);
    expect(tried('identityDropout')).toBe(4);
  });

  it('draws the same trials for the same seed, for any number of trials', () => {
    const drawn = (count: number) => drawTrials(count, spaceOf({}), new CounterRandom(1, 'trials'));
    expect(drawn(8)).toEqual(drawn(26).slice(0, 8));
  });
});
