import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Product } from '../../../lambdas/core/catalog/product.ts';
import { compileFilter, type Filter, listConditions, parseNumber } from '../../../lambdas/core/search/filter.ts';
import type { PackedProduct } from '../../../lambdas/core/search/pack-segment.ts';
import { readFilterFields } from '../../../lambdas/core/search/product-fields.ts';
import { searchWithCount } from '../../../lambdas/core/search/search-exact.ts';
import { accepts, filterableProducts, filters } from '../../support/core/naive-filter.ts';
import { servedIndex } from '../../support/core/packed.ts';

const products = fc
  .array(filterableProducts, { minLength: 1, maxLength: 25 })
  .map((all) => all.map((product, i): Product => ({ ...product, id: `p${i}` })));

const meets = (product: Omit<Product, 'id'>, filter: Filter) =>
  compileFilter(filter)(readFilterFields({ id: 'x', ...product }));
const oneOf = (field: string, ...words: string[]): Filter => ({ op: 'in', field, words });

describe('a filter', () => {
  it('accepts the products that a reading of each product accepts', () => {
    fc.assert(
      fc.property(products, filters, (all, filter) => {
        const compiled = compileFilter(filter);
        for (const product of all) expect(compiled(readFilterFields(product))).toBe(accepts(product, filter));
      }),
      { numRuns: 500 },
    );
  });

  it('chooses the same products in a snapshot of several segments under a delta', () => {
    const packed = (product: Product): PackedProduct => ({
      id: product.id,
      vector: Float32Array.of(1, Number(product.id.slice(1))),
      fields: readFilterFields(product),
    });
    fc.assert(
      fc.property(products, filters, fc.integer({ min: 1, max: 9 }), fc.nat(25), (all, filter, inEach, changed) => {
        const index = servedIndex(all.map(packed), inEach);
        // The rows that meet the conditions are kept, and must still be right after the changes.
        searchWithCount(index, Float32Array.of(1, 1), { k: 1, filter });
        // Some products change places: their fields are now those of another product.
        const now = all.map((product, i) =>
          i < changed ? { ...all[(i + 1) % all.length]!, id: product.id } : product,
        );
        for (const product of now.slice(0, changed)) {
          const { id, vector, fields } = packed(product);
          index.upsert(id, vector, fields);
        }
        const { neighbours, candidates } = searchWithCount(index, Float32Array.of(1, 1), { k: 100, filter });
        const accepted = now.filter((product) => accepts(product, filter)).map(({ id }) => id);
        expect(neighbours.map(({ id }) => id).sort()).toEqual(accepted.sort());
        expect(candidates).toBe(accepted.length);
      }),
      { numRuns: 300 },
    );
  });

  it.each<[string, Omit<Product, 'id'>, Filter, boolean]>([
    ['a code only by its own characters', { attributes: { code: '0010' } }, oneOf('attributes.code', '10'), false],
    ['a code by its own characters', { attributes: { code: '0010' } }, oneOf('attributes.code', '0010'), true],
    ['no number by a code', { attributes: { size: 10 } }, oneOf('attributes.size', '0010'), false],
    ['a number in another form', { attributes: { size: 10 } }, oneOf('attributes.size', '10.0'), true],
    ['a number with an exponent', { price: 1000 }, oneOf('price', '1e3'), true],
    ['no number by hexadecimal digits', { price: 16 }, oneOf('price', '0x10'), false],
    ['no number by an empty word', { price: 0 }, oneOf('price', ''), false],
    [
      'no text by another form of the same number',
      { attributes: { size: '10' } },
      oneOf('attributes.size', '10.0'),
      false,
    ],
    ['any element of a list', { attributes: { tags: ['red', 'blue'] } }, oneOf('attributes.tags', 'blue'), true],
    ['any path of a category', { category: [['Home', 'Lamps'], ['Sale']] }, oneOf('category', 'Sale'), true],
    ['any step of a category', { category: ['Home', 'Lamps', 'Desk'] }, oneOf('category', 'Lamps'), true],
    ['a path from its first step on', { category: ['Home', 'Lamps', 'Desk'] }, oneOf('category', 'Home>Lamps'), true],
    ['no path from a later step on', { category: ['Home', 'Lamps', 'Desk'] }, oneOf('category', 'Lamps > Desk'), false],
    ['a sign that can be written in two ways', { brand: 'Cafe\u0301' }, oneOf('brand', 'Caf\u00e9'), true],
    ['no word in other case', { brand: 'RIDGE' }, oneOf('brand', 'ridge'), false],
    [
      'a word in other case if wanted',
      { brand: 'STRASSE' },
      { op: 'in', field: 'brand', words: ['straße'], ignoreCase: true },
      true,
    ],
    ['a product without the field under a not', {}, { op: 'not', of: oneOf('brand', 'Ridge') }, true],
    ['no product without the field in a range', {}, { op: 'range', field: 'price', min: 0 }, false],
    ['no link', { payload: { url: 'https://x.example' } }, oneOf('payload.url', 'https://x.example'), false],
    ['no field of the prototype', {}, { op: 'exists', field: 'constructor' }, false],
  ])('accepts %s', (_what, product, filter, expected) => {
    expect(meets(product, filter)).toBe(expected);
  });

  it('lists its conditions in order', () => {
    const [a, b, c] = ['a', 'b', 'c'].map((field) => ({ op: 'exists', field }) as const);
    expect(listConditions({ op: 'and', of: [a!, { op: 'not', of: { op: 'or', of: [b!, c!] } }] })).toEqual([a, b, c]);
  });
});

describe('parseNumber', () => {
  it.each([
    ['10', 10],
    ['-0.5', -0.5],
    ['1e3', 1000],
    ['0', 0],
    ['010', undefined],
    ['0x10', undefined],
    ['1,5', undefined],
    ['', undefined],
    [' 1', undefined],
    ['1e400', undefined],
    ['NaN', undefined],
    ['Infinity', undefined],
    ['.5', undefined],
  ])('reads %j as %j', (text, value) => {
    expect(parseNumber(text)).toBe(value);
  });
});
