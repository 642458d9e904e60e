import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { QueryParameters } from '../../lambdas/http/query-parameters.ts';

const range = { min: 1, max: 100 };

describe('QueryParameters', () => {
  it('reads whole numbers, and undefined for a parameter that is not given', () => {
    expect(new QueryParameters('limit=100').wholeNumber('limit', range)).toBe(100);
    expect(new QueryParameters('').wholeNumber('limit', range)).toBeUndefined();
  });

  it.each(['limit=', 'limit=x', 'limit=1.5', 'limit=1e2', 'limit=%201', 'limit=0x10', 'limit=1&limit=2', 'limit=%E0'])(
    'refuses %s as malformed',
    (query) => {
      expect(() => new QueryParameters(query).wholeNumber('limit', range)).toThrow(
        expect.objectContaining({ code: 'malformed-parameter' }),
      );
    },
  );

  it.each([
    ['limit=0', 'too-small'],
    ['limit=-5', 'too-small'],
    ['limit=101', 'too-big'],
  ])('rejects %s as out of range', (query, code) => {
    expect(() => new QueryParameters(query).wholeNumber('limit', range)).toThrow(
      expect.objectContaining({
        code: 'invalid-request',
        extras: { errors: [{ parameter: 'limit', code, detail: expect.stringContaining('expected 1 to 100') }] },
      }),
    );
  });

  it('reads decimal numbers and rejects other texts', () => {
    const number = (query: string) => new QueryParameters(query).number('minScore', { min: -1, max: 1 });
    expect(number('minScore=-0.25')).toBe(-0.25);
    expect(number('minScore=1e-3')).toBe(0.001);
    for (const text of ['NaN', 'Infinity', '0,5', ''])
      expect(() => number(`minScore=${text}`)).toThrow('expected a number');
  });

  it('reads lists with commas, repeated and percent-encoded parameters', () => {
    expect(new QueryParameters('ids=a,b%20c&ids=,d%2Ce,').list('ids', 10)).toEqual(['a', 'b c', 'd', 'e']);
    expect(() => new QueryParameters('ids=a,b,c').list('ids', 2)).toThrow('3 entries, expected at most 2');
  });

  it('reads a comma in an entry of a list after a backslash', () => {
    const list = (value: string) => new QueryParameters(`ids=${encodeURIComponent(value)}`).list('ids', 10);
    expect(list('a\\,b,c')).toEqual(['a,b', 'c']);
    expect(list('a\\\\,b')).toEqual(['a\\', 'b']);
    expect(list('dir\\x,b\\')).toEqual(['dir\\x', 'b\\']);
    const id = fc.string({ minLength: 1, unit: fc.constantFrom(...'a,\\ ') });
    const escaped = (text: string) => text.replaceAll(/[\\,]/g, (sign) => `\\${sign}`);
    fc.assert(
      fc.property(fc.array(id, { maxLength: 5 }), (ids) => {
        expect(list(ids.map(escaped).join(','))).toEqual(ids);
      }),
    );
  });

  it('refuses parameters that an operation does not have, and names the one that may be meant', () => {
    const known = { limit: ['k'], minScore: [] };
    const refuse = (query: string) => () => new QueryParameters(query).refuseOthers(known);
    expect(refuse('limit=1&minScore=0')).not.toThrow();
    expect(refuse('k=3')).toThrow('k: is not a parameter: did you mean limit?');
    expect(refuse('minscore=1')).toThrow('did you mean minScore?');
    expect(refuse('colour=red')).toThrow('expected limit, minScore');
    expect(refuse('constructor=1')).toThrow('is not a parameter');
    expect(refuse('x=1&y=2&x=3')).toThrow('(and 1 more)');
  });

  it('reads a list of choices, each once, and names all choices in its error', () => {
    const read = (query: string) => new QueryParameters(query).choices('include', ['vector', 'product']);
    expect(read('')).toEqual([]);
    expect(read('include=product,vector&include=product')).toEqual(['product', 'vector']);
    for (const wrong of ['include=', 'include=vector,', 'include=vector,x'])
      expect(() => read(wrong)).toThrow('expected vector or product');
  });

  it('reads a choice and names all choices in its error', () => {
    expect(new QueryParameters('include=vector').choice('include', ['vector'])).toBe('vector');
    expect(() => new QueryParameters('include=x').choice('include', ['vector'])).toThrow('expected vector');
  });
});
