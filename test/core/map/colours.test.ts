import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { codeNumbers, codeWords } from '../../../lambdas/core/map/colours.ts';

describe('the colours of words', () => {
  it('have a code for each of the 254 most frequent words, one for the others and one for none', () => {
    const words = Array.from({ length: 300 }, (_, i) => `word ${String(i).padStart(3, '0')}`);
    const { colour, codes } = codeWords('brand', [...words, undefined, 'word 299', 'word 299']);
    expect(colour).toMatchObject({ field: 'brand', kind: 'words', others: 46, missing: 1 });
    expect(colour.values).toHaveLength(254);
    expect(colour.values.slice(0, 2)).toEqual(['word 299', 'word 000']);
    expect(colour.counts.slice(0, 2)).toEqual([3, 1]);
    expect([codes[0], codes[299], codes[298], codes[300]]).toEqual([1, 0, 254, 255]);
  });

  it('count every product once', () => {
    fc.assert(
      fc.property(fc.array(fc.option(fc.integer({ max: 400, min: 0 }), { nil: undefined })), (given) => {
        const words = given.map((one) => (one === undefined ? undefined : String(one)));
        const { colour, codes } = codeWords('brand', words);
        const counted = colour.counts.reduce((sum, count) => sum + count, 0);
        expect(counted + colour.others + colour.missing).toBe(words.length);
        for (const [i, code] of codes.entries()) if (code < 254) expect(colour.values[code]).toBe(words[i]);
      }),
    );
  });
});

describe('the colours of numbers', () => {
  it('are the quantiles, and equal numbers have one colour', () => {
    const { colour, codes } = codeNumbers('price', [5, undefined, 1, 5, 9]);
    expect(colour).toEqual({ field: 'price', kind: 'number', bounds: [1, 5, 9], missing: 1 });
    expect([...codes]).toEqual([1, 255, 0, 1, 2]);
  });

  it('keep the order of all numbers, with about as many products in each', () => {
    const numbers = fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), { maxLength: 600 });
    fc.assert(
      fc.property(numbers, (given) => {
        const { colour, codes } = codeNumbers('price', given);
        expect(colour.bounds.length).toBeLessThanOrEqual(254);
        for (const [i, code] of codes.entries()) {
          expect(given[i]!).toBeLessThanOrEqual(colour.bounds[code]!);
          if (code > 0) expect(given[i]!).toBeGreaterThan(colour.bounds[code - 1]!);
        }
      }),
    );
  });

  it('have no bounds if no product has a number', () => {
    expect(codeNumbers('price', [undefined]).colour).toMatchObject({ bounds: [], missing: 1 });
  });
});
