import * as z from 'zod';
import { listKinds } from '../../../lambdas/http/validation.ts';

/** A JSON Schema of draft 2020-12, as OpenAPI 3.1 takes it. */
export type JsonSchema = Record<string, unknown>;

/** The reference to a named schema of the document. */
export function schemaReference(name: string): { readonly $ref: string } {
  return { $ref: `#/components/schemas/${name}` };
}

/**
 * Translates schemas into JSON Schema. A schema inside another one becomes a reference if it is in the table itself.
 * Objects stay open: fields may be added, so that programs must ignore those that they do not know.
 */
export function translateSchemas(schemas: Readonly<Record<string, z.ZodType>>): Record<string, JsonSchema> {
  const names = new Map<unknown, string>(Object.entries(schemas).map(([name, schema]) => [schema, name]));
  const registry = z.registry<{ id: string }>();
  for (const [name, schema] of Object.entries(schemas)) registry.add(schema, { id: name });
  const translated = z.toJSONSchema(registry, {
    ...options(names),
    uri: (name) => schemaReference(name).$ref,
  });
  return Object.fromEntries(
    Object.entries(translated.schemas).map(([name, { $id: _id, $schema: _schema, ...schema }]) => [name, schema]),
  );
}

function options(names: ReadonlyMap<unknown, string>) {
  return {
    // What a caller writes: defaults may be left out.
    io: 'input',
    unrepresentable: 'any',
    override: ({ zodSchema, jsonSchema }: { zodSchema: z.core.$ZodTypes; jsonSchema: JsonSchema }) => {
      describeCheckedByHand(zodSchema, jsonSchema, names);
      dropNoise(jsonSchema);
    },
  } as const;
}

/** `selectSchema` and `boundedArray` check values in steps that zod itself cannot describe. */
function describeCheckedByHand(schema: z.core.$ZodTypes, json: JsonSchema, names: ReadonlyMap<unknown, string>): void {
  const kinds = listKinds(schema);
  if (kinds) json.anyOf = kinds.map(([, kind]) => translateInside(kind, names));
  const { def } = schema._zod;
  if (def.type !== 'pipe' || json.type !== 'array') return;
  const { type, element } = (def.out as z.core.$ZodArray)._zod.def;
  if (type === 'array') json.items = translateInside(element, names);
}

function translateInside(schema: z.core.$ZodType, names: ReadonlyMap<unknown, string>): JsonSchema {
  const name = names.get(schema);
  if (name !== undefined) return schemaReference(name);
  const { $schema: _, ...json } = z.toJSONSchema(schema, options(names));
  return json;
}

/** The limits that zod writes for every whole number, and its pattern of times, of which `format` says enough. */
function dropNoise(json: JsonSchema): void {
  if (json.maximum === Number.MAX_SAFE_INTEGER) delete json.maximum;
  if (json.minimum === Number.MIN_SAFE_INTEGER) delete json.minimum;
  if (json.format === 'date-time') delete json.pattern;
}
