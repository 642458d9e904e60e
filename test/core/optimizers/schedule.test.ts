import { describe, expect, it } from 'vitest';
import { computeLearningRate, type Schedule, scheduleNames } from '../../../lambdas/core/optimizers/schedule.ts';

const plain: Schedule = { schedule: 'linear', warmUpFraction: 0, learningRate: 0.2 };
const ratesOf = (steps: number, schedule: Partial<Schedule>) =>
  Array.from({ length: steps }, (_, step) => computeLearningRate(step, steps, { ...plain, ...schedule }));

describe('computeLearningRate', () => {
  it('falls in a straight line with the linear schedule', () => {
    expect(ratesOf(4, { learningRate: 1 })).toEqual([1, 0.75, 0.5, 0.25]);
  });

  it('does not change with the constant schedule', () => {
    expect(ratesOf(3, { schedule: 'constant' })).toEqual([0.2, 0.2, 0.2]);
  });

  it('falls in half a cosine wave with the cosine schedule', () => {
    const rates = ratesOf(4, { schedule: 'cosine', learningRate: 2 });
    [2, 1 + Math.SQRT1_2, 1, 1 - Math.SQRT1_2].forEach((rate, step) => {
      expect(rates[step]).toBeCloseTo(rate, 14);
    });
  });

  it('rises in a straight line during the warm-up', () => {
    expect(ratesOf(8, { warmUpFraction: 0.5, learningRate: 1 })).toEqual([0.25, 0.5, 0.75, 1, 1, 0.75, 0.5, 0.25]);
    expect(ratesOf(4, { warmUpFraction: 1, learningRate: 1 })).toEqual([0.25, 0.5, 0.75, 1]);
  });

  it.each(scheduleNames)('is at most the highest rate and above 0 with the %s schedule', (schedule) => {
    for (const warmUpFraction of [0, 0.1, 0.37, 1]) {
      for (const steps of [1, 2, 7, 100]) {
        const rates = ratesOf(steps, { schedule, warmUpFraction });
        expect(rates.every((rate) => rate > 0 && rate <= 0.2)).toBe(true);
        expect(Math.max(...rates)).toBe(0.2);
      }
    }
  });
});
