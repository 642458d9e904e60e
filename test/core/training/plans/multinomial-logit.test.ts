import { describe, expect, it } from 'vitest';
import { CounterRandom } from '../../../../lambdas/core/numerics/random.ts';
import { type Choice, fitMultinomialLogit } from '../../../../lambdas/core/training/plans/multinomial-logit.ts';

/** Choices among five alternatives with shares 3, 1 and 0 and Gumbel noise, which a logit assumes. */
function choices(count: number): Choice[] {
  const random = new CounterRandom(1, 'choices');
  return Array.from({ length: count }, () => {
    const cosines = [0, 1, 2].map(() => Float64Array.from({ length: 5 }, () => random.uniform()));
    const scores = Array.from({ length: 5 }, (_, a) => {
      const gumbel = -Math.log(-Math.log(random.uniform()));
      return 3 * (3 * cosines[0]![a]! + cosines[1]![a]!) + gumbel;
    });
    const chosen = scores.indexOf(Math.max(...scores));
    for (const values of cosines) [values[0], values[chosen]] = [values[chosen]!, values[0]!];
    return { alternatives: 5, cosines };
  });
}

describe('fitMultinomialLogit', () => {
  it('recovers the shares that the choices were drawn with, and keeps their sum', () => {
    const { shares, before, after } = fitMultinomialLogit(choices(4000), [1, 1, 1]);
    expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(3, 9);
    expect(shares[0]! / shares[1]!).toBeGreaterThan(2.5);
    expect(shares[0]! / shares[1]!).toBeLessThan(3.5);
    expect(shares[2]!).toBeLessThan(0.15);
    expect(after).toBeGreaterThan(before);
  });

  it('stays near the given shares with few choices', () => {
    const { shares } = fitMultinomialLogit(choices(3), [1, 1, 1]);
    for (const share of shares) expect(Math.abs(share - 1)).toBeLessThan(0.5);
  });

  it('keeps the share of a field that no choice shows, at every scale of the cosines', () => {
    for (const size of [0.1, 1, 10]) {
      const shown = choices(400).map(({ alternatives, cosines }) => ({
        alternatives,
        cosines: [cosines[0]!.map((one) => size * one), cosines[1]!.map((one) => size * one), new Float64Array(5)],
      }));
      const { shares } = fitMultinomialLogit(shown, [1, 1, 0.4]);
      expect(shares[2]).toBe(0.4);
      expect(shares[0]! + shares[1]!).toBeCloseTo(2, 9);
    }
  });

  it('keeps the given shares when fields do not differ', () => {
    const same = choices(200).map(({ alternatives, cosines }) => ({
      alternatives,
      cosines: [cosines[0]!, cosines[0]!],
    }));
    const { shares } = fitMultinomialLogit(same, [1.5, 0.5]);
    expect(shares[0]! / shares[1]!).toBeCloseTo(3, 1);
  });
});
