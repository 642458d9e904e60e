import { describe, expect, it } from 'vitest';
import { computeExtraPositiveRatio, isMatching } from '../../../lambdas/core/likeness/matching.ts';

const degrees = (none: number, one: number, several: number) =>
  Int32Array.from({ length: none + one + several }, (_, i) => (i < none ? 0 : i < none + one ? 1 : 2));

describe('isMatching', () => {
  it('accepts data in which products have one positive each', () => {
    expect(isMatching(degrees(700, 300, 0))).toBe(true);
    expect(isMatching(degrees(0, 1000, 0))).toBe(true);
  });

  it('rejects data with as many second positives as chance gives: e^-1 per product at one pair each', () => {
    const byChance = Int32Array.from({ length: 1000 }, (_, i) =>
      i < 368 ? 0 : i < 736 ? 1 : i < 920 ? 2 : i < 981 ? 3 : 4,
    );
    expect(computeExtraPositiveRatio(byChance)).toBeCloseTo(1, 1);
    expect(isMatching(byChance)).toBe(false);
  });

  it('rejects a star: many products that share the same single positive', () => {
    expect(isMatching(Int32Array.from({ length: 80 }, (_, i) => (i === 0 ? 68 : i <= 68 ? 1 : 0)))).toBe(false);
  });

  it('rejects a few pairs in a large catalog, which are disjoint by chance', () => {
    expect(isMatching(degrees(9980, 20, 0))).toBe(false);
  });

  it('computes a ratio of extra positives in (0, 1], also for an empty catalog', () => {
    for (const some of [degrees(0, 0, 0), degrees(5, 0, 0), degrees(0, 0, 5), degrees(3, 90, 0)]) {
      expect(computeExtraPositiveRatio(some)).toBeGreaterThan(0);
      expect(computeExtraPositiveRatio(some)).toBeLessThanOrEqual(1);
    }
  });
});
