import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Filter, parseNumber } from '../../lambdas/core/search/filter.ts';
import { parseCondition } from '../../lambdas/http/filter-parser.ts';
import { readSimilarBody } from '../../lambdas/http/similar-body.ts';

const read = (filter: unknown, more: object = {}) => readSimilarBody({ positive: ['a'], filter, ...more }).filter;

const field = fc.constantFrom('brand', 'category', 'price', 'attributes.colour', 'payload.og:title', 'attributes.a|b');
const word = fc.string({ minLength: 1, maxLength: 6 });
/** Numbers that a text can say: at most 20 decimals. */
const number = fc
  .double({ noNaN: true, noDefaultInfinity: true, min: -1e6, max: 1e6 })
  .filter((one) => parseNumber(String(one)) !== undefined);
const bound = fc.option(fc.integer({ min: -99, max: 99 }), { nil: undefined });

/** A text in which no sign has a meaning. */
const escapeSigns = (text: string) => text.replaceAll(/[\\:|!*<>.]/g, '\\$&');

/** A condition in both forms. */
const conditions: fc.Arbitrary<readonly [json: object, text: string]> = fc
  .oneof(
    fc.tuple(field, word).map(([name, value]) => [{ field: name, eq: value }, escapeSigns(value)] as const),
    fc.tuple(field, number).map(([name, value]) => [{ field: name, eq: value }, escapeSigns(String(value))] as const),
    fc.tuple(field, fc.boolean()).map(([name, value]) => [{ field: name, contains: value }, String(value)] as const),
    fc
      .tuple(field, fc.array(word, { minLength: 1, maxLength: 4 }))
      .map(([name, values]) => [{ field: name, in: values }, values.map(escapeSigns).join('|')] as const),
    fc
      .tuple(field, bound, bound)
      .filter(([, low, high]) => low !== undefined || high !== undefined)
      .map(
        ([name, gte, lte]) =>
          [
            { field: name, range: { ...(gte !== undefined && { gte }), ...(lte !== undefined && { lte }) } },
            `${gte ?? ''}..${lte ?? ''}`,
          ] as const,
      ),
    fc.tuple(field, fc.integer()).map(([name, gt]) => [{ field: name, range: { gt } }, `>${gt}`] as const),
    fc.tuple(field, fc.integer()).map(([name, lt]) => [{ field: name, range: { lt } }, `<${lt}`] as const),
    field.map((name) => [{ field: name, exists: true }, '*'] as const),
    field.map((name) => [{ field: name, missing: true }, '!*'] as const),
  )
  .map(([json, value]) => [json, `${(json as { field: string }).field.replaceAll(/[\\:|!*<>]/g, '\\$&')}:${value}`]);

describe('a filter as JSON', () => {
  it('is the same tree as the conditions of a query string, for any condition, with and without case', () => {
    fc.assert(
      fc.property(fc.array(conditions, { minLength: 1, maxLength: 4 }), fc.boolean(), (all, ignoreCase) => {
        const of = all.map(([, text]) => parseCondition(text, ignoreCase));
        expect(read({ and: all.map(([json]) => json) }, { ignoreCase })).toEqual({ op: 'and', of });
        expect(read({ and: all.map(([json]) => json) }, { ignoreCase })).toEqual(
          read(
            all.map(([, text]) => text),
            { ignoreCase },
          ),
        );
      }),
    );
  });

  it.each<[unknown, Filter]>([
    [{ not: { field: 'brand', eq: 'Lux' } }, { op: 'not', of: { op: 'in', field: 'brand', words: ['Lux'] } }],
    [
      { field: 'price', range: { gte: 1, lt: 2 } },
      { op: 'range', field: 'price', min: 1, below: 2 },
    ],
    [
      { field: 'price', exists: false },
      { op: 'not', of: { op: 'exists', field: 'price' } },
    ],
    [
      { field: 'price', missing: false },
      { op: 'exists', field: 'price' },
    ],
    [
      {
        or: [
          { field: 'a', eq: 1e20 },
          { field: 'b', in: ['x', 1, true] },
        ],
      },
      {
        op: 'or',
        of: [
          { op: 'range', field: 'a', min: 1e20, max: 1e20 },
          { op: 'in', field: 'b', words: ['x', '1', 'true'] },
        ],
      },
    ],
  ])('reads %j', (json, filter) => {
    expect(read(json)).toEqual(filter);
  });

  const nested = (depth: number): unknown => (depth === 0 ? { field: 'a', eq: 1 } : { not: nested(depth - 1) });

  it('takes eight levels, and refuses more, however many there are', () => {
    expect(read(nested(8))).toBeDefined();
    const deep = JSON.parse(`${'{"not":'.repeat(90_000)}1${'}'.repeat(90_000)}`);
    for (const filter of [nested(9), deep]) {
      expect(() => read(filter)).toThrow('/filter: nests and, or and not more than 8 times');
    }
    const many = { or: Array(30).fill({ and: Array(4).fill({ field: 'a', eq: 1 }) }) };
    expect(() => read(many)).toThrow('has more than 100 conditions');
  });

  it.each([
    [{}, '/filter', 'expected and, or, not, or a field'],
    [{ field: 'a' }, '/filter', 'expected and, or, not, or a field'],
    [{ field: 'a', eq: 'x', in: ['y'] }, '/filter/in', '"in" is no field here'],
    [{ and: [] }, '/filter/and', ''],
    [
      {
        and: [
          { field: 'a', eq: 1 },
          { field: 'b', rnge: {} },
        ],
      },
      '/filter/and/1',
      '',
    ],
    [{ not: { field: 'a', range: { min: 1 } } }, '/filter/not/range/min', 'did you mean gte?'],
    [{ field: 'a', range: {} }, '/filter/range', 'has no bound'],
    [{ field: 'a', range: { gte: '1' } }, '/filter/range/gte', ''],
    [{ field: 'a', eq: null }, '/filter/eq', 'expected a text, a number, or true or false'],
    [{ field: 'a', in: [] }, '/filter/in', ''],
    [{ field: 'a', exists: 'yes' }, '/filter/exists', ''],
    [7, '/filter', 'expected a condition'],
  ])('refuses %j at %s', (filter, pointer, detail) => {
    const faults = expect.arrayContaining([
      expect.objectContaining({ pointer, detail: expect.stringContaining(detail) }),
    ]);
    expect(() => read(filter)).toThrow(expect.objectContaining({ extras: { errors: faults } }));
  });
});
