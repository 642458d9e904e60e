import fc from 'fast-check';

// biome-ignore lint/suspicious/noExplicitAny: JSON Schemas have a dozen shapes, and a wrong path fails the test.
type Json = any;

/** Deeper values are of no interest, and a schema may refer to itself. */
const MAX_DEPTH = 8;

/** Texts and lists are at most so much longer than the schema wants. */
const MORE = 4;

/**
 * Values that a JSON Schema accepts, apart from what `pattern` and `format` say of texts.
 * @param resolve The schema that a `$ref` names.
 */
export function arbitraryOf(schema: Json, resolve: (reference: string) => Json, depth = 0): fc.Arbitrary<unknown> {
  if (depth > MAX_DEPTH) return fc.constant(null);
  const inside = (part: Json): fc.Arbitrary<unknown> => arbitraryOf(part, resolve, depth + 1);
  if (schema.$ref !== undefined) return inside(resolve(schema.$ref));
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum);
  if (schema.anyOf !== undefined) return fc.oneof(...schema.anyOf.map(inside));
  if (Array.isArray(schema.type)) return fc.oneof(...schema.type.map((type: string) => inside({ ...schema, type })));
  return ofType(schema, inside);
}

function ofType(schema: Json, inside: (part: Json) => fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  const { minimum: min, maximum: max, minLength = 0, minItems = 0 } = schema;
  switch (schema.type) {
    case 'string':
      return fc.string({ minLength, maxLength: minLength + MORE, unit: 'grapheme' });
    case 'integer':
      return fc.integer({ min: min ?? 0, max: Math.min(max ?? 100, (min ?? 0) + 100) });
    case 'number':
      return fc.double({ ...(min !== undefined && { min }), ...(max !== undefined && { max }), noNaN: true });
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    case 'array':
      return fc.array(inside(schema.items), { minLength: minItems, maxLength: minItems + MORE });
    case 'object':
      return ofObject(schema, inside);
    default:
      return fc.jsonValue();
  }
}

function ofObject(schema: Json, inside: (part: Json) => fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  const { properties, required = [], additionalProperties } = schema;
  if (properties === undefined) {
    const value = additionalProperties === undefined ? fc.jsonValue() : inside(additionalProperties);
    return fc.dictionary(fc.string({ minLength: 1, maxLength: MORE }), value, { maxKeys: MORE });
  }
  const fields = Object.entries(properties).map(([name, field]) => [name, inside(field)] as const);
  return fc.record(Object.fromEntries(fields), { requiredKeys: required });
}
