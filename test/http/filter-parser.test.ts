import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Filter } from '../../lambdas/core/search/filter.ts';
import { FilterSyntaxError, parseCondition } from '../../lambdas/http/filter-parser.ts';

const words = (field: string, ...of: string[]): Filter => ({ op: 'in', field, words: of });
const range = (bounds: object): Filter => ({ op: 'range', field: 'price', ...bounds });
const parse = (text: string) => parseCondition(text, false);

describe('parseCondition', () => {
  it.each<[string, Filter]>([
    ['brand:Ridge', words('brand', 'Ridge')],
    ['brand:Ridge|Summit', words('brand', 'Ridge', 'Summit')],
    ['attributes.size:10.5', words('attributes.size', '10.5')],
    ['brand:Ben, Jerry & Co: "2"', words('brand', 'Ben, Jerry & Co: "2"')],
    ['category:Home > Lamps', words('category', 'Home > Lamps')],
    ['attributes.og\\:title:red', words('attributes.og:title', 'red')],
    ['brand:a\\|b\\\\c', words('brand', 'a|b\\c')],
    ['brand:C:\\dir', words('brand', 'C:\\dir')],
    ['brand:\\!x|\\>5|\\<5|\\*', words('brand', '!x', '>5', '<5', '*')],
    ['brand:wait\\..', words('brand', 'wait..')],
    ['brand:5* hotel', words('brand', '5* hotel')],
    ['brand:!Ridge', { op: 'not', of: words('brand', 'Ridge') }],
    ['brand:!Ridge|Summit', { op: 'not', of: words('brand', 'Ridge', 'Summit') }],
    ['brand:*', { op: 'exists', field: 'brand' }],
    ['brand:!*', { op: 'not', of: { op: 'exists', field: 'brand' } }],
    ['price:10..20', range({ min: 10, max: 20 })],
    ['price:-1.5..', range({ min: -1.5 })],
    ['price:..1e3', range({ max: 1000 })],
    ['price:>5', range({ above: 5 })],
    ['price:>=5', range({ min: 5 })],
    ['price:<5.5', range({ below: 5.5 })],
    ['price:<=-5', range({ max: -5 })],
    ['price:!10..20', { op: 'not', of: range({ min: 10, max: 20 }) }],
    ['price:7|..5|>10', { op: 'or', of: [words('price', '7'), range({ max: 5 }), range({ above: 10 })] }],
  ])('reads %s', (text, filter) => {
    expect(parse(text)).toEqual(filter);
  });

  it.each([
    ['', 'it is empty'],
    ['brand', 'field and a colon'],
    [':x', 'field and a colon'],
    ['brand=x', 'write brand:x'],
    ['price>=5', 'write price:>=5'],
    ['brand!=x', 'write brand:!x'],
    ['brand:', 'brand:* means any value'],
    ['brand:!', 'it has no value'],
    ['brand:x|', 'an empty alternative'],
    ['brand:|', 'an empty alternative'],
    ['brand:!!x', 'stands once'],
    ['brand:x|!y', 'stands once'],
    ['brand:Rid*', '"*" stands alone'],
    ['brand:*|x', '"*" stands alone'],
    ['price:..', 'a range without bounds'],
    ['price:a..b', '"a" is no number'],
    ['price:1..2..3', '"2..3" is no number'],
    ['price:1,5..2', '"1,5" is no number'],
    ['price:0x10..20', '"0x10" is no number'],
    ['price:010..', '"010" is no number'],
    ['price:>', 'no number after >'],
    ['price:>=', 'no number after >='],
    ['price:>ten', 'write \\> for a word that begins with >'],
    ['brand:wait...', 'write \\.. for two dots'],
    [`brand:${Array(51).fill('x').join('|')}`, '51 alternatives'],
  ])('refuses %s, and says what to write', (text, message) => {
    expect(() => parse(text)).toThrow(FilterSyntaxError);
    expect(() => parse(text)).toThrow(message);
  });

  it('notes that case is to be ignored', () => {
    expect(parseCondition('brand:x', true)).toEqual({ op: 'in', field: 'brand', words: ['x'], ignoreCase: true });
  });

  it('reads every word and name back that is written with backslashes', () => {
    const escaped = (text: string) => text.replaceAll(/[\\:|!*<>.]/g, (sign) => `\\${sign}`);
    const text = fc.string({ minLength: 1, unit: fc.constantFrom(...'\\:|!*<>. a,0') });
    fc.assert(
      fc.property(text, fc.array(text, { minLength: 1, maxLength: 3 }), (field, of) => {
        expect(parse(`${escaped(field)}:${of.map(escaped).join('|')}`)).toEqual(words(field, ...of));
      }),
    );
  });

  it('reads any text, or refuses it with a reason', () => {
    const text = fc.string({ unit: fc.constantFrom(...'price:\\|!*<>.0a1') });
    fc.assert(
      fc.property(text, (value) => {
        try {
          parse(`price:${value}`);
        } catch (cause) {
          expect(cause).toBeInstanceOf(FilterSyntaxError);
        }
      }),
      { numRuns: 500 },
    );
  });
});
