import type { JsonSchema } from './schemas/json-schema.ts';

/** The values that a schema accepts, in words for a table: `1 to 100, default 10`. */
export function describeValues(schema: JsonSchema): string {
  const values = describeKind(schema);
  return schema.default === undefined || schema.type === 'object'
    ? values
    : `${values}, default ${asCode(schema.default)}`;
}

function describeKind(schema: JsonSchema): string {
  if (typeof schema.$ref === 'string') return `\`${schema.$ref.split('/').at(-1)}\``;
  if (schema.const !== undefined) return asCode(schema.const);
  if (Array.isArray(schema.enum)) return joinOr(schema.enum.map(asCode));
  if (Array.isArray(schema.anyOf)) return joinOr([...new Set(schema.anyOf.map(describeKind))]);
  if (Array.isArray(schema.type)) return joinOr(schema.type.map((type) => describeKind({ ...schema, type })));
  return describeType(schema);
}

function describeType(schema: JsonSchema): string {
  switch (schema.type) {
    case 'string':
      return schema.format === 'date-time' ? 'a time' : `a text${describeLength(schema, 'Length', 'characters')}`;
    case 'integer':
      return describeRange(schema) || 'a whole number';
    case 'number':
      return schema.minimum === 0 && schema.maximum === undefined ? 'at least 0' : describeRange(schema) || 'a number';
    case 'boolean':
      return '`true` or `false`';
    case 'null':
      return '`null`';
    case 'array':
      // The translation of every array has its items.
      return `a list of ${describeItems(schema.items as JsonSchema)}${describeLength(schema, 'Items', 'entries')}`;
    default:
      return schema.type === 'object' ? 'an object' : 'any value';
  }
}

/** In the plural, without limits. */
function describeItems(schema: JsonSchema): string {
  if (Array.isArray(schema.anyOf)) return joinOr([...new Set(schema.anyOf.map(describeItems))]);
  if (schema.$ref !== undefined || schema.enum !== undefined) return describeKind(schema);
  if (schema.type === 'array') return `lists of ${describeItems(schema.items as JsonSchema)}`;
  return PLURALS[String(schema.type)] ?? 'values';
}

const PLURALS: Readonly<Record<string, string>> = {
  string: 'texts',
  integer: 'whole numbers',
  number: 'numbers',
  object: 'objects',
};

function describeRange({ minimum, maximum, exclusiveMinimum }: JsonSchema): string {
  if (typeof exclusiveMinimum === 'number') return `above ${exclusiveMinimum}`;
  if (typeof minimum === 'number' && typeof maximum === 'number') return `${grouped(minimum)} to ${grouped(maximum)}`;
  if (typeof minimum === 'number' && minimum !== 0) return `at least ${grouped(minimum)}`;
  return typeof maximum === 'number' ? `at most ${grouped(maximum)}` : '';
}

function describeLength(schema: JsonSchema, what: 'Length' | 'Items', unit: string): string {
  const [min, max] = [schema[`min${what}`], schema[`max${what}`]];
  if (typeof max !== 'number') return '';
  return typeof min === 'number' && min > 0
    ? `, ${min} to ${grouped(max)} ${unit}`
    : `, at most ${grouped(max)} ${unit}`;
}

/** `1,000`; a tiny number is not rounded to 0. */
function grouped(value: number): string {
  return value === 0 || Math.abs(value) >= 0.001 ? value.toLocaleString('en-US') : String(value);
}

function asCode(value: unknown): string {
  return typeof value === 'number' ? String(value) : `\`${typeof value === 'string' ? value : JSON.stringify(value)}\``;
}

function joinOr(parts: readonly string[]): string {
  return parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} or ${parts.at(-1)}`;
}
