import { describe, expect, it } from 'vitest';
import { Sgd } from '../../../../lambdas/core/optimizers/sgd.ts';
import { LearnedTemperature } from '../../../../lambdas/core/training/steps/learned-temperature.ts';

describe('LearnedTemperature', () => {
  it.each([0.01, 0.07, 0.5, 1])('starts from the temperature %s', (temperature) => {
    expect(new LearnedTemperature(temperature, new Sgd()).temperature).toBeCloseTo(temperature, 14);
  });

  it('stays within [0.01, 1] for every move of an optimizer', () => {
    const learned = new LearnedTemperature(0.1, new Sgd());
    learned.gradient[0] = -90;
    learned.move(1);
    expect(learned.temperature).toBeCloseTo(0.01, 14);
    learned.gradient[0] = 93;
    learned.move(1);
    expect(learned.temperature).toBe(1);
  });

  it('continues from its state with the same values', () => {
    const [one, other] = [new LearnedTemperature(0.1, new Sgd(0.5)), new LearnedTemperature(0.5, new Sgd(0.5))];
    one.gradient[0] = 0.3;
    one.move(0.1);
    other.restore(structuredClone(one.state()));
    other.gradient[0] = one.gradient[0]!;
    for (const learned of [one, other]) learned.move(0.1);
    expect(other.temperature).toBe(one.temperature);
  });
});
