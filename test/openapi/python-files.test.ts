import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type ClientDocument, clientOperations } from '../../lib/openapi/client-operations.ts';
import { pythonFiles } from '../../lib/openapi/python-files.ts';
import { docLines, PythonTypes, pascalCase, pythonLiteral, snakeCase } from '../../lib/openapi/python-types.ts';
import type { JsonSchema } from '../../lib/openapi/schemas/json-schema.ts';
import { openApi } from '../support/api/documented-answers.ts';
import { projectRoot } from '../support/architecture/source-files.ts';

const named = (properties: Record<string, JsonSchema>, required: string[] = [], more: object = {}): JsonSchema => ({
  ...{ type: 'object', properties, required },
  ...more,
});
const text = { type: 'string' };

/** The type of a schema, and the classes that it needs. */
function typeOf(schema: JsonSchema, schemas: Record<string, JsonSchema> = {}) {
  const types = new PythonTypes(schemas);
  return { type: types.typeText(schema, 'Thing'), classes: types.classes };
}

describe('PythonTypes', () => {
  it.each([
    [{ type: 'integer', minimum: 1 }, 'int'],
    [{ type: 'number' }, 'float'],
    [{ type: ['string', 'null'] }, 'Optional[str]'],
    [{ type: 'null' }, 'None'],
    [{ enum: ['a', 'say "b"'] }, 'Literal["a", "say \\"b\\""]'],
    [{ type: 'boolean', const: false }, 'Literal[False]'],
    [{ $ref: '#/components/schemas/Product' }, 'Product'],
    [{ type: 'array', items: { type: ['number', 'null'] } }, 'list[Optional[float]]'],
    [{ anyOf: [text, { type: 'array' }, text, { type: 'null' }] }, 'Optional[Union[str, list[Any]]]'],
    [{ anyOf: [{ type: ['string', 'null'] }, { type: 'integer' }] }, 'Optional[Union[str, int]]'],
    [{ type: 'object', additionalProperties: text }, 'dict[str, str]'],
    [{ type: 'object' }, 'dict[str, Any]'],
    [{}, 'Any'],
  ])('writes %j as %s', (schema, type) => {
    expect(typeOf(schema)).toEqual({ type, classes: [] });
  });

  it('writes an object as a class with its texts, and an object inside it as another one', () => {
    const inside = named({ at: text }, ['at']);
    const schema = named({ id: { ...text, description: 'The id.' }, parts: { type: 'array', items: inside } }, ['id'], {
      description: 'A thing.',
    });
    expect(typeOf(schema)).toEqual({
      type: 'Thing',
      classes: [
        'class Thing(TypedDict):\n    """A thing."""\n\n    id: str\n    """The id."""\n    parts: NotRequired[list[ThingParts]]',
        'class ThingParts(TypedDict):\n    at: str',
      ],
    });
  });

  it('writes an object with a field that is a keyword of Python as a call', () => {
    expect(typeOf(named({ in: { ...text, description: 'The place.' } }))).toEqual({
      type: 'Thing',
      classes: [
        'Thing = TypedDict(\n    "Thing",\n    {\n        # The place.\n        "in": "NotRequired[str]",\n    },\n)',
      ],
    });
  });

  it('names objects that are alternatives by what only they must have', () => {
    const forms = [named({ id: text, a: text }, ['id', 'a']), named({ id: text, b: text }, ['id', 'b']), named({}, [])];
    expect(typeOf({ oneOf: forms }).type).toBe('Union[ThingWithA, ThingWithB, Thing]');
    expect(typeOf({ anyOf: [forms[0], { type: 'null' }] }).type).toBe('Optional[Thing]');
    const page = { anyOf: [forms[0], { $ref: '#/components/schemas/Other' }] };
    expect(typeOf(page, { Thing: page }).type).toBe('Union[ThingWithId, Other]');
  });

  it('refuses what it cannot say, so that nothing is left out', () => {
    expect(() => typeOf({ type: 'array', items: { allOf: [text] } })).toThrow('Thing: the keyword allOf');
    expect(() => typeOf({ const: 0.5 })).toThrow('0.5 is no value of a Python Literal');
    expect(() => typeOf({ anyOf: [named({}), named({})] })).toThrow(
      'two objects of the document would be the class Thing',
    );
  });
});

describe('names and texts', () => {
  it('are those of Python', () => {
    expect(['findSimilar', 'if-match', 'id'].map(snakeCase)).toEqual(['find_similar', 'if_match', 'id']);
    expect(() => snakeCase('from')).toThrow('from is a keyword of Python');
    expect(['product-not-found', 'nextCursor'].map(pascalCase)).toEqual(['ProductNotFound', 'NextCursor']);
    expect([null, true, 3, 'a\n"'].map(pythonLiteral)).toEqual(['None', 'True', '3', '"a\\n\\""']);
  });

  it('end no docstring early, and keep the lines of a text', () => {
    expect(docLines('a """ \\b "c"', '')).toEqual(['"""a \'\'\' \\\\b "c\\""""']);
    expect(docLines('a\n\nb', '  ')).toEqual(['  """a', '', '  b', '  """']);
    expect([docLines(undefined, ''), docLines('', '')]).toEqual([[], []]);
  });
});

describe('pythonFiles', () => {
  const document = openApi as unknown as ClientDocument;
  const files = pythonFiles(document);

  it.each(Object.keys(files))('wrote lib/python-client/%s as the document is now; `npm run docs` writes it', (name) => {
    expect(readFileSync(join(projectRoot, 'lib/python-client', name), 'utf8')).toBe(files[name]);
  });

  it('has a method for each operation, a class for each schema and one for each problem code', () => {
    const [schemas, operations, problems] = Object.values(files);
    for (const { id } of clientOperations(document)) expect(operations).toContain(`    def ${snakeCase(id)}(self`);
    for (const name of Object.keys(document.components.schemas))
      expect(schemas).toMatch(new RegExp(`^(class )?${name}\\b`, 'm'));
    expect(problems).toContain('class ProductNotFound(ProblemError):');
  });

  it('asks lists for pages without the parameter that makes one entry of them', () => {
    const operations = Object.values(files)[1]!;
    expect(operations).toContain('def list_uploads(self, *, key: Optional[str] = None, limit');
    expect(operations).toContain('def iter_list_uploads(self, *, limit: Optional[int] = None, cursor');
    expect(operations).toContain('def iter_find_similar(self, id: str, *, limit');
    expect(operations).toContain('-> Iterator[schemas.ProductPageWithDataData]:');
    expect(operations).not.toContain('def iter_query_similar_batch');
  });

  it('refuses an answer that is no schema of the document, because its class would have no place', () => {
    const paths = {
      '/a': {
        get: {
          ...{ operationId: 'getA', summary: 'A', description: 'A.' },
          responses: { 200: { content: { 'application/json': { schema: named({ a: text }) } } } },
        },
      },
    };
    expect(() => pythonFiles({ ...document, paths })).toThrow('getA has an object that is no schema of the document');
  });
});
