import { describe, expect, it } from 'vitest';
import { LearnedTemperature } from '../../../lambdas/core/losses/learned-temperature.ts';

describe('LearnedTemperature', () => {
  it.each([0.01, 0.07, 0.5, 1])('starts from the temperature %s', (temperature) => {
    expect(new LearnedTemperature(temperature).temperature).toBeCloseTo(temperature, 14);
  });

  it('stays within [0.01, 1] for every move of an optimizer', () => {
    const learned = new LearnedTemperature(0.1);
    learned.logScale[0] = 90;
    learned.clamp();
    expect(learned.temperature).toBeCloseTo(0.01, 14);
    learned.logScale[0] = -3;
    learned.clamp();
    expect(learned.temperature).toBe(1);
  });
});
