import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { clientFiles } from '../../lib/openapi/client-files.ts';
import type { ClientDocument } from '../../lib/openapi/client-operations.ts';
import { commentLines, literal, typeText } from '../../lib/openapi/client-types.ts';
import { openApi } from '../support/api/documented-answers.ts';
import { projectRoot } from '../support/architecture/source-files.ts';

describe('typeText', () => {
  it.each([
    [{ type: 'integer', minimum: 1 }, 'number'],
    [{ type: ['string', 'null'] }, 'string | null'],
    [{ enum: ['a', "it's"] }, "'a' | 'it\\'s'"],
    [{ type: 'boolean', const: false }, 'false'],
    [{ $ref: '#/components/schemas/Product' }, 'Product'],
    [{ type: 'array', items: { type: 'number' } }, 'readonly number[]'],
    [{ type: 'array', items: { type: ['number', 'null'] } }, 'readonly (number | null)[]'],
    [{ type: 'array', items: { type: 'array', items: { type: 'number' } } }, 'readonly (readonly number[])[]'],
    [
      { anyOf: [{ type: 'string' }, { type: 'array', items: {} }, { type: 'string' }] },
      'string | (readonly unknown[])',
    ],
    [{ type: 'object', additionalProperties: { type: 'string' } }, 'Readonly<Record<string, string>>'],
    [{ type: 'object' }, 'Readonly<Record<string, unknown>>'],
    [{}, 'unknown'],
  ])('writes %j as %s', (schema, text) => {
    expect(typeText(schema)).toBe(text);
  });

  it('writes objects with their texts, optional fields and open ends', () => {
    const schema = {
      type: 'object',
      properties: { id: { type: 'string', description: 'The id.' }, 'x-y': { type: 'number' } },
      required: ['id'],
      additionalProperties: {},
    };
    expect(typeText(schema).split('\n')).toEqual([
      '{',
      '  /** The id. */',
      '  readonly id: string;',
      "  readonly 'x-y'?: number | undefined;",
      '  readonly [name: string]: unknown;',
      '}',
    ]);
  });

  it('refuses a keyword that it does not know, so that nothing is left out', () => {
    expect(() => typeText({ type: 'array', items: { allOf: [{ type: 'string' }] } })).toThrow('the keyword allOf');
  });

  it('closes no comment early, and keeps the lines of a text', () => {
    expect(commentLines('a */ b', '')).toEqual(['/** a * / b */']);
    expect(commentLines('a\n\nb', ' ')).toEqual([' /**', '  * a', '  *', '  * b', '  */']);
  });

  it('quotes texts as TypeScript reads them', () => {
    expect(literal('a "b" \\ \'c\'\n')).toBe("'a \"b\" \\\\ \\'c\\'\\n'");
  });
});

describe('clientFiles', () => {
  const files = clientFiles(openApi as unknown as ClientDocument);

  it.each(Object.keys(files))('wrote lib/client/%s as the document is now; `npm run docs` writes it', (name) => {
    expect(readFileSync(join(projectRoot, 'lib/client', name), 'utf8')).toBe(files[name]);
  });

  it('writes how lists, headers and bodies are sent', () => {
    const operations = files['generated/operations.ts'];
    expect(operations).toContain("filter: 'repeated', excludeIds: 'commas'");
    expect(operations).toContain("headers: { idempotencyKey: 'idempotency-key' }");
    expect(operations).toContain("body: 'application/merge-patch+json'");
    // `fetch` negotiates it.
    expect(operations).not.toContain('acceptEncoding');
  });
});
