import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CounterRandom, philox4x32 } from '../../../lambdas/core/numerics/random.ts';

function block(counter: number[], key: number[]): string[] {
  const out = new Uint32Array(4);
  philox4x32(Uint32Array.from(counter), Uint32Array.from(key), out);
  return [...out].map((word) => word.toString(16).padStart(8, '0'));
}

describe('philox4x32', () => {
  // The known answers published with Random123 (kat_vectors, philox4x32 10).
  it('gives the published numbers', () => {
    expect(block([0, 0, 0, 0], [0, 0])).toEqual(['6627e8d5', 'e169c58d', 'bc57ac4c', '9b00dbd8']);
    const ones = 0xffffffff;
    expect(block([ones, ones, ones, ones], [ones, ones])).toEqual(['408f276d', '41c83b0e', 'a20bc7c6', '6d5451fd']);
    expect(block([0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344], [0xa4093822, 0x299f31d0])).toEqual([
      'd16cfe09',
      '94fdcceb',
      '5001e420',
      '24126ea1',
    ]);
  });
});

describe('CounterRandom', () => {
  it('repeats its numbers for one seed and stream, and differs for another seed or stream', () => {
    const draw = (seed: number, stream: string) => {
      const random = new CounterRandom(seed, stream);
      return Array.from({ length: 8 }, () => random.nextUint32());
    };
    expect(draw(7, 'a')).toEqual(draw(7, 'a'));
    expect(draw(7, 'a')).not.toEqual(draw(7, 'b'));
    expect(draw(7, 'a')).not.toEqual(draw(8, 'a'));
    expect(draw(2 ** 40, 'a')).not.toEqual(draw(0, 'a'));
  });

  it('keeps uniform numbers in [0, 1) and whole numbers below n', () => {
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 1, max: 1000 }), (seed, n) => {
        const random = new CounterRandom(seed, 'bounds');
        const u = random.uniform();
        const i = random.integer(n);
        return u >= 0 && u < 1 && Number.isInteger(i) && i >= 0 && i < n;
      }),
    );
  });

  it('draws normal numbers of mean 0, variance 1 and kurtosis 3', () => {
    const random = new CounterRandom(1, 'moments');
    const draws = Float64Array.from({ length: 200_000 }, () => random.normal());
    const moment = (power: number) => draws.reduce((sum, x) => sum + x ** power, 0) / draws.length;
    expect(moment(1)).toBeCloseTo(0, 1);
    expect(moment(2)).toBeCloseTo(1, 1);
    expect(moment(4)).toBeCloseTo(3, 0);
  });

  it('gives every order of a shuffle equally often', () => {
    const random = new CounterRandom(3, 'shuffle');
    const counts = new Map<string, number>();
    for (let i = 0; i < 6000; i++) {
      const items = Int32Array.of(0, 1, 2);
      random.shuffle(items);
      counts.set(items.join(), (counts.get(items.join()) ?? 0) + 1);
    }
    expect(counts.size).toBe(6);
    expect(Math.min(...counts.values())).toBeGreaterThan(850);
  });

  it.each([-1, 0.5, Number.NaN, 2 ** 60])('rejects the seed %s', (seed) => {
    expect(() => new CounterRandom(seed, 'x')).toThrow('expected a whole number');
  });
});
