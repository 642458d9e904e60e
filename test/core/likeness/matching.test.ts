import { describe, expect, it } from 'vitest';
import { computeExtraPositiveRatio, isMatching } from '../../../lambdas/core/likeness/matching.ts';

const degrees = (none: number, one: number, several: number) =>
  Int32Array.from({ length: none + one + several }, (_, i) => (i < none ? 0 : i < none + one ? 1 : 2));

describe('a matching', () => {
  it('is where products have one positive each, though chance would give many of them several', () => {
    expect(isMatching(degrees(700, 300, 0))).toBe(true);
    expect(isMatching(degrees(0, 1000, 0))).toBe(true);
  });

  it('is not where second positives are as many as chance gives: e^-1 a product with one pair each on average', () => {
    const byChance = Int32Array.from({ length: 1000 }, (_, i) =>
      i < 368 ? 0 : i < 736 ? 1 : i < 920 ? 2 : i < 981 ? 3 : 4,
    );
    expect(computeExtraPositiveRatio(byChance)).toBeCloseTo(1, 1);
    expect(isMatching(byChance)).toBe(false);
  });

  it('is not where all have the same one positive, which has them all', () => {
    expect(isMatching(Int32Array.from({ length: 80 }, (_, i) => (i === 0 ? 68 : i <= 68 ? 1 : 0)))).toBe(false);
  });

  it('is not claimed of a few pairs on a large catalog, which fall apart anyway', () => {
    expect(isMatching(degrees(9980, 20, 0))).toBe(false);
  });

  it('leaves room in (0, 1], also for a catalog of nothing', () => {
    for (const some of [degrees(0, 0, 0), degrees(5, 0, 0), degrees(0, 0, 5), degrees(3, 90, 0)]) {
      expect(computeExtraPositiveRatio(some)).toBeGreaterThan(0);
      expect(computeExtraPositiveRatio(some)).toBeLessThanOrEqual(1);
    }
  });
});
