import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chooseFacetFields, nameOfField } from '../../../lib/console/views/explore/facet-fields.ts';
import { nameOfPair } from '../../../lib/console/views/explore/reasons.ts';
import { curlOf, typescriptOf } from '../../../lib/console/views/explore/request-text.ts';
import { buildCounts, buildRequest } from '../../../lib/console/views/explore/search-request.ts';
import {
  countFilters,
  formatSearch,
  hasExamples,
  nothing,
  parseSearch,
  type SearchState,
  toggleValue,
  wantLess,
  wantMore,
} from '../../../lib/console/views/explore/search-state.ts';

const text = fc.string({ minLength: 1, unit: 'grapheme' }).map((one) => one.toWellFormed());
const values = fc.uniqueArray(fc.oneof(text, fc.boolean(), fc.integer()), { minLength: 1, maxLength: 3 });
const states: fc.Arbitrary<SearchState> = fc.record({
  words: fc.oneof(text, fc.constant('')),
  like: fc.uniqueArray(text, { maxLength: 3 }),
  unlike: fc.uniqueArray(text, { maxLength: 3 }),
  filters: fc.uniqueArray(fc.record({ field: text, values }), { maxLength: 3, selector: ({ field }) => field }),
  priceFrom: fc.option(fc.integer(), { nil: undefined }),
  priceTo: fc.option(fc.integer(), { nil: undefined }),
  compare: fc.constantFrom('', 'm-1'),
});

describe('the address of a search', () => {
  it('holds all of it: words, examples, values of every kind, and bounds', () => {
    fc.assert(
      fc.property(states, (state) => {
        const address = formatSearch(state).toString();
        expect(parseSearch(new URLSearchParams(address))).toEqual(state);
      }),
    );
  });

  it.each(['true', '12', '12 inch', '"quoted"', '-1'])('keeps apart the text %s and other kinds of values', (value) => {
    const state = toggleValue(nothing, 'attributes.size', value);
    expect(parseSearch(formatSearch(state)).filters).toEqual([{ field: 'attributes.size', values: [value] }]);
  });

  it('ignores bounds that are no numbers', () => {
    expect(parseSearch(new URLSearchParams('from=abc&to='))).toEqual(nothing);
  });
});

describe('the steps of a search', () => {
  it('a product is an example of what is wanted or of what is not, never both', () => {
    const wanted = wantMore(wantLess(nothing, 'a'), 'a');
    expect(wanted).toMatchObject({ like: ['a'], unlike: [] });
    expect(wantLess(wanted, 'a')).toMatchObject({ like: [], unlike: ['a'] });
  });

  it('a value that is set twice is not set, and a field without values is no filter', () => {
    const once = toggleValue(toggleValue(nothing, 'brand', 'Ridge'), 'brand', 'Summit');
    expect(countFilters(once)).toBe(2);
    expect(toggleValue(toggleValue(once, 'brand', 'Ridge'), 'brand', 'Summit')).toEqual(nothing);
  });

  it('only words and wanted products are something to compare with', () => {
    expect(hasExamples(wantLess(nothing, 'a'))).toBe(false);
    expect(hasExamples({ ...nothing, words: 'lamp' })).toBe(true);
  });
});

describe('the request of a search', () => {
  const state = { ...wantLess(wantMore({ ...nothing, words: 'lamp' }, 'a'), 'b'), priceTo: 9 };

  it('has the examples, the filters and what is to be counted', () => {
    expect(buildRequest(toggleValue(state, 'brand', 'Ridge'), ['brand'])).toEqual({
      positive: ['a', { query: 'lamp' }],
      negative: ['b'],
      filter: {
        and: [
          { field: 'brand', in: ['Ridge'] },
          { field: 'price', range: { lte: 9 } },
        ],
      },
      facets: ['brand'],
      include: ['product', 'because'],
      limit: 12,
    });
  });

  it('counts a field that is filtered by without its own filter, and no other field', () => {
    const filtered = toggleValue(toggleValue(state, 'brand', 'Ridge'), 'category', 'Lamps');
    const [brand, none] = buildCounts(filtered, ['brand', 'attributes.size']);
    expect(none).toBeUndefined();
    expect(brand).toMatchObject({
      field: 'brand',
      request: { facets: ['brand'], filter: { and: [{ field: 'category', in: ['Lamps'] }, { field: 'price' }] } },
    });
  });
});

describe('the request as text', () => {
  const request = buildRequest({ ...nothing, words: `it's "new"` });

  it('can be given to a shell, also with quotes in it', () => {
    const curl = curlOf(request, 'http://here', { authorization: 'none', region: '' });
    const [, body] = /-d '(.*)'$/s.exec(curl)!;
    expect(JSON.parse(body!.replaceAll(`'\\''`, "'"))).toEqual(request);
  });

  it.each(['jwt', 'iam'] as const)('names the credentials of %s as variables', (authorization) => {
    const config = { authorization, region: 'eu-central-1' };
    expect(curlOf(request, 'https://api', config)).toContain(authorization === 'jwt' ? '$TOKEN' : '$AWS_SESSION_TOKEN');
    expect(typescriptOf(request, 'https://api', config)).toContain('authorize: ');
  });

  it('is TypeScript with the same body', () => {
    const code = typescriptOf(request, 'http://here', { authorization: 'none', region: '' });
    const [, body] = /querySimilar\((.*)\);$/s.exec(code)!;
    expect(new Function(`return ${body}`)()).toEqual({ body: request });
  });
});

describe('the fields to filter by', () => {
  const sample = Array.from({ length: 20 }, (_, i) => ({
    id: `p${i}`,
    brand: i % 2 ? 'Ridge' : 'Summit',
    category: ['Shoes', 'Trail'],
    attributes: { ean: `40${i}`, weight: i * 1.5, isNew: i % 3 === 0, text: 'x'.repeat(i + 60), sizes: ['38', '39'] },
  }));

  it('have a few short values that products share', () => {
    expect(chooseFacetFields(sample)).toEqual(['brand', 'category', 'attributes.isNew', 'attributes.sizes']);
  });

  it('are none without products', () => {
    expect(chooseFacetFields([])).toEqual([]);
  });

  it('are named as people read them', () => {
    expect(['brand', 'attributes.frame_size'].map(nameOfField)).toEqual(['Brand', 'Frame size']);
  });
});

describe('a reason', () => {
  it('is the value that both sides have, or both values', () => {
    const title = (value: string) => ({ field: 'title', value });
    const pair = (query: { field: string; value: string }) => ({ query, neighbour: title('lamp'), contribution: 0.1 });
    expect(nameOfPair(pair(title('lamp')))).toBe('lamp');
    expect(nameOfPair(pair(title('light')))).toBe('lamp for light');
    expect(nameOfPair(pair({ field: 'brand', value: 'lux' }))).toBe('lamp for brand lux');
  });
});
