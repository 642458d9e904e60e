import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { planRungs, selectSurvivors } from '../../../lambdas/core/self-tuning/rungs.ts';

describe('planRungs', () => {
  it('plans a third of the trials per rung, three times the time, and a place for the given settings', () => {
    const rungs = planRungs(9, 39, Number.POSITIVE_INFINITY);
    expect(rungs).toEqual([
      { trials: 9, seconds: 1 },
      { trials: 4, seconds: 3 },
      { trials: 2, seconds: 9 },
    ]);
    expect(planRungs(1, 5, 100)).toEqual([{ trials: 1, seconds: 5 }]);
  });

  it('stays within the budget, and gives no trial more time than it can use', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 100 }),
        fc.double({ min: 0.1, max: 1000, noNaN: true }),
        fc.double({ min: 0.1, max: 100, noNaN: true }),
        (trials, budget, maxSeconds) => {
          const rungs = planRungs(trials, budget, maxSeconds);
          expect(rungs.reduce((sum, one) => sum + one.trials * one.seconds, 0)).toBeLessThanOrEqual(
            budget * (1 + 1e-9),
          );
          expect(rungs.every(({ seconds }) => seconds <= maxSeconds)).toBe(true);
          expect(rungs[0]!.trials).toBe(trials);
        },
      ),
    );
  });
});

describe('selectSurvivors', () => {
  it('selects the best by score, and the given settings at any score', () => {
    expect(selectSurvivors([0, 5, 3, 9, 4], 3)).toEqual([0, 1, 3]);
    expect(selectSurvivors([9, 5, 3], 2)).toEqual([0, 1]);
    expect(selectSurvivors([-1, -1, 0.2], 2)).toEqual([0, 2]);
  });

  it('selects the earlier trials of equal score', () => {
    expect(selectSurvivors([1, 2, 2, 2], 3)).toEqual([0, 1, 2]);
  });
});
