import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseAmount, resolveAmount } from '../../../lambdas/formats/values/amounts.ts';
import type { DecimalMark } from '../../../lambdas/formats/values/currencies.ts';

function read(text: string, mark?: DecimalMark): number | undefined {
  const amount = parseAmount(text);
  return amount && resolveAmount(amount, mark);
}

describe('parseAmount', () => {
  it.each([
    ['19.50', 19.5],
    ['19,99', 19.99],
    ['1.234,56 €', 1234.56],
    ['1.234,56 EUR', 1234.56],
    ['1,299.00', 1299],
    ['€ 49', 49],
    ['15.00 USD', 15],
    ['USD19.99', 19.99],
    ['US $19.99', 19.99],
    ['$12.00 CAD', 12],
    ['$5.99', 5.99],
    ['1 299,00 kr', 1299],
    ['1\u202f299,00\u00a0€', 1299],
    ["CHF 1'234.50", 1234.5],
    ['Fr. 1’234.50', 1234.5],
    ['1299.-', 1299],
    ['1.299,-', 1299],
    ['15,–', 15],
    ['R$ 1.234.567,89', 1234567.89],
    ['₹1,23,456.00', 123456],
    ['Rs.500', 500],
    ['19,99 €*', 19.99],
    ['-5', -5],
    ['−$5', -5],
    ['.99', 0.99],
    ['1.5e3', 1500],
    ['１２００円', 1200],
    ['٣٫٥', 3.5],
  ])('reads %s as %d', (text, value) => {
    expect(read(text)).toBe(value);
  });

  it.each([
    ...['', '-', 'n/a', 'cheap', 'from 15', 'ab 15 €', '10-20', '$10 - $20', '5.99/kg', '20%', '500 ml', '2 pack'],
    ...['12..5', '1.2.3', '1,2,3', '12 50', '--5', '12 EUR USD', 'Infinity', 'NaN', '0x1F', '9'.repeat(50)],
  ])('does not read %j, which is no amount with certainty', (text) => {
    expect(parseAmount(text)).toBeUndefined();
  });

  it('reads what a program writes in any notation of a country', () => {
    const notations = fc.constantFrom('en-US', 'de-DE', 'de-CH', 'fr-FR', 'sv-SE', 'pt-BR', 'en-IN', 'pl-PL', 'ja-JP');
    const currencies = fc.constantFrom('USD', 'EUR', 'GBP', 'CHF', 'SEK', 'BRL', 'INR', 'PLN', 'JPY');
    const cents = fc.integer({ min: 0, max: 10 ** 9 });
    fc.assert(
      fc.property(notations, currencies, cents, (notation, currency, count) => {
        const digits = { minimumFractionDigits: 2, maximumFractionDigits: 2 };
        const text = new Intl.NumberFormat(notation, { style: 'currency', currency, ...digits }).format(count / 100);
        expect(read(text)).toBeCloseTo(count / 100, 6);
      }),
    );
  });
});

describe('resolveAmount', () => {
  it('reads 1.299 by the decimal mark of its column', () => {
    expect([read('1.299', '.'), read('1.299', ','), read('1,299', '.'), read('-1,299', ',')]).toEqual([
      1.299, 1299, 1299, -1.299,
    ]);
  });

  it('reads 1.299 by its currency if that writes thousands so, or has three digits after the mark', () => {
    expect([read('$1,299'), read('€1.299'), read('1.299 kr'), read('KWD 1.250')]).toEqual([1299, 1299, 1299, 1.25]);
  });

  it('follows the currency of an amount where its column says otherwise', () => {
    expect([read('$1,299', ','), read('€1.299', '.'), read('1,299', ',')]).toEqual([1299, 1299, 1.299]);
  });

  it('does not guess what neither the column nor the currency decides', () => {
    const undecided = ['1.299', '1,299', '$1.299', '€1,299', 'MAD 1,299', 'TND 1.299', '1,299 TND'];
    expect(undecided.filter((text) => read(text) !== undefined)).toEqual([]);
  });
});
