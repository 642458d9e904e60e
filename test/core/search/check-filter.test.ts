import { describe, expect, it } from 'vitest';
import { findFilterFaults, findGroupFault } from '../../../lambdas/core/search/check-filter.ts';
import { CountedFields } from '../../../lambdas/core/search/field-catalog.ts';
import type { Filter, InRange } from '../../../lambdas/core/search/filter.ts';

const fields = new CountedFields();
fields.count({ brand: 'Lux', price: 10, category: ['Home'], 'attributes.colour': 'red', 'attributes.size': 12 }, 1);
fields.count({ 'attributes.mixed': 'XL', 'payload.inStock': true, 'payload.url': null, 'payload.tags': ['a'] }, 1);
fields.count({ 'attributes.mixed': 3 }, 1);

const words = (field: string, ...of: string[]): Filter => ({ op: 'in', field, words: of });
const range = (field: string, bounds: Partial<InRange> = { min: 5 }): Filter => ({ op: 'range', field, ...bounds });

describe('findFilterFaults', () => {
  it.each<[string, Filter]>([
    ['a word', words('brand', 'anything')],
    ['a number by its text', words('price', '10', '9.50')],
    ['a flag', words('payload.inStock', 'true')],
    [
      'a word and a range in a field with both',
      { op: 'and', of: [words('attributes.mixed', 'L'), range('attributes.mixed')] },
    ],
    ['an element of a list', words('payload.tags', 'b')],
    ['a path', words('category', 'Home > Lamps')],
    ['the presence of a link', { op: 'exists', field: 'payload.url' }],
    ['a range of one number', range('price', { min: 5, max: 5 })],
  ])('finds nothing wrong with %s', (_what, filter) => {
    expect(findFilterFaults(filter, fields)).toEqual([]);
  });

  it.each<[string, Filter, string]>([
    ['a misspelt field', words('brnd', 'x'), '"brnd" is no field'],
    ['a misspelt field', words('brnd', 'x'), 'did you mean brand?'],
    ['an attribute without its map', words('colour', 'red'), 'did you mean attributes.colour?'],
    ['a payload entry without its map', range('instock'), 'did you mean payload.inStock?'],
    ['an attribute of the payload', words('attributes.inStock', 'true'), 'did you mean payload.inStock?'],
    ['a misspelt map', words('attribute.colour', 'red'), 'did you mean attributes.colour?'],
    ['an attribute in another case', words('attributes.Colour', 'red'), 'did you mean attributes.colour?'],
    [
      'an attribute that no product has',
      words('attributes.watts', '5'),
      'the fields of the products are attributes.colour',
    ],
    [
      'a field that filters do not know',
      words('title', 'x'),
      'expected brand, category, price, attributes.NAME, payload.NAME',
    ],
    ['a name of the prototype', words('constructor', 'x'), '"constructor" is no field'],
    ['a range over words', range('brand'), 'a range of brand finds nothing: give the values, such as brand:A|B'],
    ['a range over a category', range('category'), 'category holds words'],
    ['a range over an attribute of words', range('attributes.colour'), 'attributes.colour holds words'],
    ['a range over flags', range('payload.inStock'), 'payload.inStock holds true and false'],
    ['bounds in the wrong order', range('price', { min: 9, max: 3 }), 'from 9 to 3 holds no number'],
    [
      'bounds that exclude each other',
      range('price', { min: 5, below: 5 }),
      'holds no number: include both bounds for one number',
    ],
    ['a word for a number', words('price', '10', 'cheap'), '"cheap" cannot be a value of price; price holds numbers'],
    ['a number in hexadecimal', words('price', '0x10'), '"0x10" cannot be a value of price'],
    ['a word for a numeric attribute', words('attributes.size', 'XL'), 'holds numbers such as 10 or 19.5'],
    ['a word for a flag', words('payload.inStock', 'TRUE'), 'holds true and false'],
    ['a link', words('payload.url', 'https://x.example'), 'which are not compared'],
    ['an empty word', words('brand', ''), 'is empty'],
    ['a path with an empty step', words('category', 'Home >'), 'has an empty step'],
    ['a condition inside a not', { op: 'not', of: { op: 'or', of: [words('brnd', 'x')] } }, 'did you mean brand?'],
  ])('refuses %s', (_what, filter, message) => {
    expect(findFilterFaults(filter, fields)).toEqual([expect.stringContaining(message)]);
  });

  it('names every wrong condition', () => {
    expect(
      findFilterFaults({ op: 'and', of: [range('brand'), words('brand', 'x'), words('nope', 'x')] }, fields),
    ).toHaveLength(2);
  });

  it('checks only names and their kinds if the fields of the products are not known', () => {
    expect(findFilterFaults(words('attributes.any', 'x'))).toEqual([]);
    expect(findFilterFaults(range('attributes.any'))).toEqual([]);
    expect(findFilterFaults(range('brand'))).toHaveLength(1);
    expect(findFilterFaults(words('price', 'cheap'))).toHaveLength(1);
    expect(findFilterFaults(words('brnd', 'x'))).toEqual([expect.stringContaining('did you mean brand?')]);
  });

  it('refuses no field of an index without products', () => {
    expect(findFilterFaults(words('attributes.any', 'x'), new CountedFields())).toEqual([]);
  });

  it('shows at most 20 names', () => {
    const many = new CountedFields();
    for (let i = 0; i < 30; i++) many.count({ [`attributes.field${i}x${i}`]: 'a' }, 1);
    expect(findFilterFaults(words('attributes.zzz', 'x'), many)).toEqual([expect.stringContaining(' and 10 more')]);
  });
});

describe('findGroupFault', () => {
  it('accepts fields with comparable values, and refuses links and unknown names', () => {
    for (const name of ['brand', 'category', 'price', 'payload.tags'])
      expect(findGroupFault(name, fields)).toBeUndefined();
    expect(findGroupFault('payload.url', fields)).toContain('take another field');
    expect(findGroupFault('colour', fields)).toContain('did you mean attributes.colour?');
  });
});

describe('CountedFields', () => {
  it('forgets a field with its last product', () => {
    const counted = new CountedFields();
    counted.count({ brand: 'a', price: 1 }, 1);
    counted.count({ brand: 'b' }, 1);
    counted.count({ brand: 'a', price: 1 }, -1);
    expect([[...counted.fieldNames()], [...counted.kindsOf('brand')], [...counted.kindsOf('price')]]).toEqual([
      ['brand'],
      ['words'],
      [],
    ]);
    counted.count(undefined, 1);
    counted.count({ brand: 'b' }, -1);
    expect(counted.fieldNames().size).toBe(0);
  });
});
