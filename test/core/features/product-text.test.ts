import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { writeProductText } from '../../../lambdas/core/features/product-text.ts';
import { productOf } from '../../support/core/factories.ts';

const write = (fields: Parameters<typeof productOf>[1], maxCharacters = 1000) =>
  writeProductText(productOf('p', fields), maxCharacters);

describe('writeProductText', () => {
  it('has a line for title, brand, category paths and each attribute of words, and the description last', () => {
    const { text, isCut } = write({
      description: 'For  the\ntable.',
      title: 'Red lamp',
      brand: 'Ridge',
      category: [['Home', 'Lamps'], ['Sale']],
      attributes: { colour: 'red', rooms: ['hall', 'study'], dimmable: true, used: false, watts: 40 },
    });
    expect(text).toBe('Red lamp\nRidge\nHome > Lamps; Sale\ncolour: red\nrooms: hall, study\ndimmable\nFor the table.');
    expect(isCut).toBe(false);
  });

  it('leaves out HTML, the payload, and attributes that do not describe the product', () => {
    const fields = {
      title: '<b>Lamp</b> &amp; shade',
      payload: { note: 'x' },
      attributes: { image_link: 'a', stock: 'b' },
    };
    expect(write(fields).text).toBe('Lamp & shade');
  });

  it('is empty for a product without text', () => {
    expect(write({ price: 3, features: [1], title: '  ' })).toEqual({ text: '', isCut: false });
  });

  it('is cut at its end and never inside a character, for any title', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 40 }), fc.integer({ min: 1, max: 50 }), (title, most) => {
        const { text, isCut } = write({ title }, most);
        const whole = write({ title }).text;
        expect(text.length).toBeLessThanOrEqual(most);
        expect(text.isWellFormed() || !whole.isWellFormed()).toBe(true);
        expect(whole.startsWith(text)).toBe(true);
        expect(isCut).toBe(whole.length > most);
      }),
      { numRuns: 60 },
    );
    expect(write({ title: 'ab😀' }, 3)).toEqual({ text: 'ab', isCut: true });
  });
});
