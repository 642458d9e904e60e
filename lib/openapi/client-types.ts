import type { JsonSchema } from './schemas/json-schema.ts';

/** Keywords that limit or explain values but do not change their TypeScript type. */
const WITHOUT_TYPE = new Set(
  ['description', 'default', 'format', 'pattern', 'propertyNames', 'minimum', 'maximum', 'exclusiveMinimum'].concat([
    'minLength',
    'maxLength',
    'minItems',
    'maxItems',
    'required',
  ]),
);
const WITH_TYPE = new Set([
  '$ref',
  'type',
  'const',
  'enum',
  'anyOf',
  'oneOf',
  'properties',
  'additionalProperties',
  'items',
]);

/**
 * The TypeScript type of a JSON Schema of the document, as source text. Own code, because the generators that exist
 * (openapi-typescript and others) call the compiler API of TypeScript 5, which TypeScript 7 does not have.
 * @param indent The spaces before the lines of an object
 * @throws Error on a keyword that it does not know, so that no part of a schema is left out
 */
export function typeText(schema: JsonSchema, indent = ''): string {
  const unknown = Object.keys(schema).find((key) => !WITHOUT_TYPE.has(key) && !WITH_TYPE.has(key));
  if (unknown !== undefined) throw new Error(`the keyword ${unknown} of a schema has no TypeScript type yet`);
  if (typeof schema.$ref === 'string') return schema.$ref.split('/').at(-1)!;
  if ('const' in schema) return literal(schema.const);
  if (Array.isArray(schema.enum)) return schema.enum.map(literal).join(' | ');
  const forms = (schema.anyOf ?? schema.oneOf) as JsonSchema[] | undefined;
  if (forms) return unite(forms.map((form) => typeText(form, indent)));
  if (Array.isArray(schema.type)) return unite(schema.type.map((type) => typeText({ ...schema, type }, indent)));
  return singleType(schema, indent);
}

function singleType(schema: JsonSchema, indent: string): string {
  if (schema.format === 'binary') return 'Uint8Array';
  switch (schema.type) {
    case 'integer':
      return 'number';
    case 'array':
      return listType(typeText((schema.items ?? {}) as JsonSchema, indent));
    case 'object':
      return objectType(schema, indent);
    case undefined:
      return 'unknown';
    default:
      return String(schema.type);
  }
}

function objectType({ properties, additionalProperties, required }: JsonSchema, indent: string): string {
  const isOpen = typeof additionalProperties === 'object';
  if (properties === undefined) {
    return `Readonly<Record<string, ${typeText(isOpen ? (additionalProperties as JsonSchema) : {}, indent)}>>`;
  }
  const names = new Set(required as readonly string[] | undefined);
  const fields = Object.entries(properties as Record<string, JsonSchema>).map(([name, schema]) => ({
    name,
    schema,
    isRequired: names.has(name),
  }));
  return fieldsType(fields, indent, isOpen ? [`${indent}  readonly [name: string]: unknown;`] : []);
}

/** A field of an object type. */
export interface TypeField {
  readonly name: string;
  readonly schema: JsonSchema;
  readonly isRequired: boolean;
  /** @default the description of the schema */
  readonly description?: string | undefined;
}

/** An object type with these fields, with their descriptions. */
export function fieldsType(fields: readonly TypeField[], indent: string, more: readonly string[] = []): string {
  const inner = `${indent}  `;
  const lines = fields.flatMap(
    ({ name, schema, isRequired, description = schema.description as string | undefined }) => [
      ...commentLines(description, inner),
      `${inner}readonly ${propertyName(name)}${isRequired ? '' : '?'}: ${typeText(schema, inner)}${isRequired ? '' : ' | undefined'};`,
    ],
  );
  return lines.length + more.length === 0 ? '{}' : ['{', ...lines, ...more, `${indent}}`].join('\n');
}

/** A text as a doc comment; no lines without a text. */
export function commentLines(text: string | undefined, indent: string): string[] {
  if (text === undefined || text === '') return [];
  const lines = text.replaceAll('*/', '* /').trim().split('\n');
  if (lines.length === 1) return [`${indent}/** ${lines[0]} */`];
  return [`${indent}/**`, ...lines.map((line) => `${indent} * ${line}`.trimEnd()), `${indent} */`];
}

/** A name as a key of an object. */
export function propertyName(name: string): string {
  return /^[A-Za-z_]\w*$/.test(name) ? name : literal(name);
}

/** A value as TypeScript writes it, with single quotes. */
export function literal(value: unknown): string {
  if (typeof value !== 'string') return JSON.stringify(value);
  return `'${JSON.stringify(value).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
}

function listType(item: string): string {
  return `readonly ${item.includes(' | ') || item.startsWith('readonly ') ? `(${item})` : item}[]`;
}

function unite(types: readonly string[]): string {
  return [...new Set(types)].map((type) => (type.startsWith('readonly ') ? `(${type})` : type)).join(' | ');
}
