import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { portableCos, portableExp, portableLog } from '../../../lambdas/core/numerics/portable-math.ts';

const relative = (value: number, truth: number) => (value === truth ? 0 : Math.abs(value - truth) / Math.abs(truth));

describe('portableExp', () => {
  it('agrees with Math.exp to the last digits', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -700, max: 700, noNaN: true }),
        (x) => relative(portableExp(x), Math.exp(x)) < 1e-15,
      ),
      { numRuns: 2000 },
    );
  });

  it('handles the ends of its range', () => {
    expect(portableExp(-Infinity)).toBe(0);
    expect(portableExp(-800)).toBe(0);
    expect(portableExp(Infinity)).toBe(Infinity);
    expect(portableExp(800)).toBe(Infinity);
    expect(portableExp(0)).toBe(1);
    expect(portableExp(709.7)).toBeLessThan(Infinity);
    expect(portableExp(-744)).toBeGreaterThan(0);
    expect(portableExp(-745)).toBe(Number.MIN_VALUE);
    expect(portableExp(Number.NaN)).toBeNaN();
  });
});

describe('portableLog', () => {
  it('agrees with Math.log to the last digits', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-320, max: 1e308, noNaN: true }), (x) => {
        return Math.abs(portableLog(x) - Math.log(x)) <= 4e-16 * Math.max(1, Math.abs(Math.log(x)));
      }),
      { numRuns: 2000 },
    );
  });

  it('handles the ends of its range', () => {
    expect(portableLog(0)).toBe(-Infinity);
    expect(portableLog(1)).toBe(0);
    expect(portableLog(-1)).toBeNaN();
    expect(portableLog(Infinity)).toBe(Infinity);
    expect(portableLog(Number.NaN)).toBeNaN();
  });
});

describe('portableCos', () => {
  it('agrees with Math.cos to the last digits', () => {
    const near = fc.double({ min: -7, max: 7, noNaN: true });
    const far = fc.double({ min: -1e6, max: 1e6, noNaN: true });
    fc.assert(
      fc.property(fc.oneof(near, far), (x) => Math.abs(portableCos(x) - Math.cos(x)) <= 1e-15),
      { numRuns: 4000 },
    );
  });

  it('handles quarter turns and the ends of its range', () => {
    expect([0, Math.PI, 2 * Math.PI, -Math.PI].map(portableCos)).toEqual([1, -1, 1, -1]);
    expect(portableCos(Math.PI / 2)).toBeCloseTo(0, 15);
    expect(portableCos(Math.PI / 3)).toBeCloseTo(0.5, 15);
    for (const x of [Infinity, -Infinity, Number.NaN, 1.1e6]) expect(portableCos(x)).toBeNaN();
  });
});
