import { describe, expect, it } from 'vitest';
import { describeValues } from '../../lib/openapi/described-values.ts';

describe('describeValues', () => {
  it.each([
    [{ type: 'string' }, 'a text'],
    [{ type: 'string', minLength: 1, maxLength: 2000 }, 'a text, 1 to 2,000 characters'],
    [{ type: 'string', format: 'date-time' }, 'a time'],
    [{ type: 'integer', minimum: 0 }, 'a whole number'],
    [{ type: 'integer', minimum: 1, maximum: 100, default: 10 }, '1 to 100, default 10'],
    [{ type: 'integer', minimum: 1 }, 'at least 1'],
    [{ type: 'number', minimum: 0 }, 'at least 0'],
    [{ type: 'number', exclusiveMinimum: 0, default: 0.1 }, 'above 0, default 0.1'],
    [{ type: ['number', 'null'] }, 'a number or `null`'],
    [{ type: 'boolean', default: false }, '`true` or `false`, default `false`'],
    [{ type: 'string', enum: ['a', 'b', 'c'] }, '`a`, `b` or `c`'],
    [{ const: 'ok' }, '`ok`'],
    [{ $ref: '#/components/schemas/Product' }, '`Product`'],
    [{ type: 'array', items: { type: 'string', maxLength: 9 }, maxItems: 50 }, 'a list of texts, at most 50 entries'],
    [
      { type: 'array', items: { anyOf: [{ type: 'string' }, { type: 'array', items: { type: 'number' } }] } },
      'a list of texts or lists of numbers',
    ],
    [{ type: 'object', properties: {}, default: {} }, 'an object'],
    [{}, 'any value'],
  ])('describes %j', (schema, words) => {
    expect(describeValues(schema)).toBe(words);
  });
});
