import { describe, expect, it } from 'vitest';
import {
  fitLogistic,
  type Observation,
  predictProbability,
} from '../../../lambdas/core/hard-negatives/logistic-fit.ts';
import { resolveMiningOptions } from '../../../lambdas/core/hard-negatives/mining-options.ts';
import { NegativeMiner } from '../../../lambdas/core/hard-negatives/negative-miner.ts';
import { TitleOverlap } from '../../../lambdas/core/hard-negatives/product-overlap.ts';
import { CounterRandom } from '../../../lambdas/core/numerics/random.ts';
import {
  colouredThings,
  quickConfig,
  tasteBaskets,
  tasteOf,
  trained,
  trainingSet,
} from '../../support/core/training-factories.ts';

describe('fitLogistic', () => {
  /** Draws from P = 1 / (1 + exp(-(2 x - 1))). The second evidence is noise (contrary = 0) or has a negative slope. */
  const observations = (contrary: number): Observation[] => {
    const random = new CounterRandom(3, 'law');
    return Array.from({ length: 20_000 }, () => {
      const x = random.normal();
      const positive = random.uniform() < 1 / (1 + Math.exp(1 - 2 * x));
      return { evidence: [x, contrary * (positive ? -1 : 1) + random.normal()], positive, weight: 1 };
    });
  };

  it('recovers the coefficients that the observations were drawn from', () => {
    const { intercept, slopes } = fitLogistic(observations(0), 2);
    expect(intercept).toBeCloseTo(-1, 1);
    expect(slopes[0]).toBeCloseTo(2, 1);
    expect(slopes[1]!).toBeLessThan(0.05);
  });

  it('gives slope 0 to evidence whose slope would be negative', () => {
    const fit = fitLogistic(observations(1), 2);
    expect(fit.slopes[1]).toBe(0);
    expect(fit.slopes[0]).toBeCloseTo(2, 1);
  });

  it('treats an observation of weight 3 like three observations', () => {
    const once = [0, 0, 0, 1].map((x): Observation => ({ evidence: [x], positive: x === 1, weight: 1 }));
    const weighted = [0, 1].map((x): Observation => ({ evidence: [x], positive: x === 1, weight: x === 0 ? 3 : 1 }));
    expect(predictProbability(fitLogistic(once, 1), [0.5])).toBeCloseTo(
      predictProbability(fitLogistic(weighted, 1), [0.5]),
      9,
    );
  });

  it('stays finite when positives and others are separable', () => {
    const apart = [0, 1].map((x): Observation => ({ evidence: [x], positive: x === 1, weight: 1 }));
    expect(Number.isFinite(fitLogistic(apart, 1).slopes[0])).toBe(true);
  });
});

describe('TitleOverlap', () => {
  const overlap = new TitleOverlap(
    ['the red cup', 'the red cup of tea', 'the blue lamp', 'the', ''].map((title, i) => ({ id: `p${i}`, title })),
  );

  it('is 1 when the longer title holds the shorter, 0 without a shared word, and small for a frequent word', () => {
    expect(overlap.compute(0, 1)).toBe(1);
    expect(overlap.compute(0, 4)).toBe(0);
    expect(overlap.compute(0, 2)).toBeGreaterThan(0);
    expect(overlap.compute(0, 2)).toBeLessThan(0.3);
    expect(overlap.compute(2, 0)).toBe(overlap.compute(0, 2));
  });
});

describe('FalseNegativeModel', () => {
  it('gives hidden positives a higher probability, so that maxFalseNegativeChance excludes most of them', () => {
    const products = colouredThings();
    const isHidden = (items: readonly string[]) => items.includes('lamp-red') && items.includes('cup-white');
    const set = trainingSet(
      products,
      tasteBaskets().filter(({ items }) => !isHidden(items)),
    );
    const { model } = trained(set, quickConfig({ heldOutFraction: 0 }));
    const rows = (maxFalseNegativeChance: number) => {
      const options = resolveMiningOptions({
        maxFalseNegativeChance,
        connected: 'pairs',
        perPair: 100,
        relativeMargin: 0,
        positivesPerAnchor: 1,
        maxScore: 1,
      });
      return [...new NegativeMiner(model, set, options).rows()];
    };
    const isWrong = (row: { anchor: string; negative: string }) => tasteOf(row.anchor) === tasteOf(row.negative);
    const all = rows(1);
    const mean = (of: typeof all) => of.reduce((sum, row) => sum + row.audit.falseNegativeChance, 0) / of.length;
    expect(all.filter(isWrong).length).toBeGreaterThan(0);
    expect(mean(all.filter(isWrong))).toBeGreaterThan(5 * mean(all.filter((row) => !isWrong(row))));
    expect(rows(0.05).filter(isWrong).length).toBeLessThan(all.filter(isWrong).length / 2);
    expect(rows(0.05).length).toBeGreaterThan(all.length / 2);
    expect(Math.max(...rows(0.05).map((row) => row.audit.falseNegativeChance))).toBeLessThanOrEqual(0.05);
  });
});
