import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { portableExp, portableLog } from '../../../lambdas/core/kernels/portable-math.ts';

const relative = (value: number, truth: number) => (value === truth ? 0 : Math.abs(value - truth) / Math.abs(truth));

describe('portableExp', () => {
  it('agrees with Math.exp to the last places', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -700, max: 700, noNaN: true }),
        (x) => relative(portableExp(x), Math.exp(x)) < 1e-15,
      ),
      { numRuns: 2000 },
    );
  });

  it('is defined at the ends', () => {
    expect(portableExp(-Infinity)).toBe(0);
    expect(portableExp(-800)).toBe(0);
    expect(portableExp(Infinity)).toBe(Infinity);
    expect(portableExp(800)).toBe(Infinity);
    expect(portableExp(0)).toBe(1);
    expect(portableExp(709.7)).toBeLessThan(Infinity);
    expect(portableExp(-744)).toBeGreaterThan(0);
    expect(portableExp(Number.NaN)).toBeNaN();
  });
});

describe('portableLog', () => {
  it('agrees with Math.log to the last places', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-320, max: 1e308, noNaN: true }), (x) => {
        return Math.abs(portableLog(x) - Math.log(x)) <= 4e-16 * Math.max(1, Math.abs(Math.log(x)));
      }),
      { numRuns: 2000 },
    );
  });

  it('is defined at the ends', () => {
    expect(portableLog(0)).toBe(-Infinity);
    expect(portableLog(1)).toBe(0);
    expect(portableLog(-1)).toBeNaN();
    expect(portableLog(Infinity)).toBe(Infinity);
    expect(portableLog(Number.NaN)).toBeNaN();
  });
});
