import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dot } from '../../../lambdas/core/numerics/matmul.ts';
import { writeUnit } from '../../../lambdas/core/numerics/normalize.ts';
import { SCORE_STEP, toScore } from '../../../lambdas/core/numerics/score.ts';

describe('toScore', () => {
  it('rounds to six decimals, within [-1, 1], in the same order', () => {
    const cosine = fc.double({ min: -1.0001, max: 1.0001, noNaN: true });
    fc.assert(
      fc.property(cosine, cosine, (a, b) => {
        const score = toScore(a);
        expect(Math.abs(score)).toBeLessThanOrEqual(1);
        expect(Math.abs(score - Math.max(-1, Math.min(1, a)))).toBeLessThanOrEqual(SCORE_STEP * 0.51);
        expect(String(Math.abs(score)).length).toBeLessThanOrEqual('0.123456'.length);
        expect(Object.is(score, -0)).toBe(false);
        if (a <= b) expect(score).toBeLessThanOrEqual(toScore(b));
      }),
    );
  });

  it('gives 1 for the cosine of a float32 vector with itself, at any length and width', () => {
    const number = fc.float({ min: -1, max: 1, noNaN: true });
    const vector = fc
      .array(number, { minLength: 1, maxLength: 300 })
      .filter((one) => one.some((x) => Math.abs(x) > 1e-30));
    fc.assert(
      fc.property(vector, fc.constantFrom(1, 1e-3, 7), (numbers, length) => {
        const [a, b] = [1, length].map((times) => {
          const unit = new Float32Array(numbers.length);
          writeUnit(
            Float32Array.from(numbers, (x) => x * times),
            unit,
            0,
          );
          return unit;
        }) as [Float32Array, Float32Array];
        expect(toScore(dot(a, 0, b, 0, a.length))).toBe(1);
      }),
    );
  });

  it('leaves NaN as it is', () => {
    expect(toScore(Number.NaN)).toBeNaN();
  });
});
