import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readModelNumbers } from '../../../lambdas/core/features/model-numbers.ts';
import { readSizes } from '../../../lambdas/core/features/sizes.ts';
import { foldWritten } from '../../../lambdas/core/features/words.ts';

const sizesOf = (text: string) => readSizes(foldWritten(text), 4);
const modelsOf = (text: string) => readModelNumbers(foldWritten(text));

describe('readSizes', () => {
  it.each([
    ['18.5in', ['18.5in']],
    ['18.5 inch monitor', ['18.5in']],
    ['18-1/2" wide', ['18.5in']],
    ['18 1/2 inches', ['18.5in']],
    ['18½” wide', ['18.5in']],
    ['18½&quot; <b>wide</b>', ['18.5in']],
    ['１８．５ｉｎ', ['18.5in']],
    ['1/2" bolt', ['0.5in']],
    ['18,5 cm', ['185mm']],
    ['1,000 ml or 1 l', ['1000ml', '1000ml']],
    ['0.5 kg, 500g', ['500g', '500g']],
    ['8.5 x 6.2 x 3.1 inches', ['8.5in', '6.2in', '3.1in']],
    ['36-inches × 150 ft', ['36in', '150ft']],
    ['10x zoom 12MP', ['10x', '12mp']],
    ['12 fl. oz. can', ['12floz']],
    ['set of 6', ['6pcs']],
    ['6-pack', ['6pcs']],
    ['version 2.4', ['2.4']],
    ['version 24', []],
    ['2 in 1 tool, 3 in a box', []],
    ['2.5 in deep', ['2.5in']],
    ['3/0 wire', []],
    ['DCS-1100', []],
    ['lamp', []],
  ])('reads %j as %j', (text, expected) => {
    expect(sizesOf(text)).toEqual(expected);
  });

  const number = fc.integer({ min: 1, max: 9_999 });
  const unit = fc.constantFrom(['in', 'inch', 'inches', '"'], ['g', 'gram', 'grams'], ['w', 'watt', 'watts']);

  it('gives one form to every spelling of a unit, with and without a gap', () => {
    const gap = fc.constantFrom('', ' ', '-');
    fc.assert(
      fc.property(number, fc.integer({ min: 1, max: 9 }), unit, gap, (whole, tenth, [name, ...spellings], between) => {
        for (const spelling of spellings)
          expect(sizesOf(`A ${whole}.${tenth}${between}${spelling}, red`)).toEqual([`${whole}.${tenth}${name}`]);
      }),
    );
  });

  it('gives fractions and decimals one form', () => {
    const fraction = fc.constantFrom(['1/2', '.5'], ['1/4', '.25'], ['3/4', '.75'], ['1/8', '.125']);
    fc.assert(
      fc.property(number, fraction, unit, (whole, [written, decimal], [, spelling]) => {
        expect(sizesOf(`${whole} ${written} ${spelling}`)).toEqual(sizesOf(`${whole}${decimal} ${spelling}`));
      }),
    );
  });

  it.each([
    ['open 24/7', ['3.429'], []],
    ['screen 16/9', ['1.778'], []],
    ['1/2 cup', ['0.5'], ['0.5']],
    ['16/9 in', ['1.778in'], ['1.778in']],
    ['boots, size 9 M', ['9000mm'], []],
    ['size: 9 in red', [], []],
    ['oversize 9 m', ['9000mm'], ['9000mm']],
  ])('reads %j as %j in reading 3, and as %j now', (text, before, now) => {
    expect(readSizes(foldWritten(text), 3)).toEqual(before);
    expect(sizesOf(text)).toEqual(now);
  });

  it('gives numbers that differ no size in common', () => {
    fc.assert(
      fc.property(number, number, unit, (a, b, [, spelling]) => {
        const other = new Set(sizesOf(`${b} ${spelling}`));
        expect(sizesOf(`${a} ${spelling}`).some((one) => other.has(one))).toBe(a === b);
      }),
    );
  });

  it('ends for every text, and finds nothing in one without a number', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const folded = foldWritten(text);
        const found = [...readSizes(folded, 4), ...readModelNumbers(folded)];
        expect(found.length === 0 || /\p{N}/u.test(folded)).toBe(true);
        expect(found.some((one) => one.includes('NaN') || one.includes('Infinity'))).toBe(false);
      }),
      { numRuns: 500 },
    );
  });
});

describe('readModelNumbers', () => {
  it.each([
    ['D-Link DCS-1100 camera', ['dcs1100']],
    ['dcs/1100', ['dcs1100']],
    ['DCS1100', ['dcs1100']],
    ['MB943Z/A 16GB', ['mb943za', 'mb943z']],
    ['IPH3GC-BCF', ['iph3gcbcf', 'iph3gc']],
    ['18.5-inch, 6-pack, 100W', []],
    ['B2 2024 lamp', []],
    ['ТМ-1234 лампа', ['тм1234']],
  ])('reads %j as %j', (text, expected) => {
    expect(modelsOf(text)).toEqual(expected);
  });
});
