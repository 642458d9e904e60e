import * as z from 'zod';
import { productIdSchema } from '../../lambdas/formats/schemas/product-schema.ts';
import { exampleMap } from './examples.ts';
import type { Operation } from './operations/operation.ts';
import { type RecordedParameter, recordParameters } from './operations/recorded-parameters.ts';
import type { JsonSchema } from './schemas/json-schema.ts';

/** The parameters of an operation: of its path, its query and its headers. */
export function describeParameters(operation: Operation): JsonSchema[] {
  return [...pathParameters(operation), ...queryParameters(operation), ...headerParameters(operation)];
}

function pathParameters({ path = {}, template, examples }: Operation): JsonSchema[] {
  return Object.entries(path).map(([name, description]) => ({
    name,
    in: 'path',
    required: true,
    description,
    schema: template.startsWith('/v1/products/') ? productIdJson() : { type: 'string', minLength: 1 },
    ...withExamples(exampleMap(examples, (example) => example.path?.[name])),
  }));
}

function productIdJson(): JsonSchema {
  const { $schema: _, ...json } = z.toJSONSchema(productIdSchema);
  return json;
}

function queryParameters({ query, examples }: Operation): JsonSchema[] {
  if (query === undefined) return [];
  return [...recordParameters(query.read)].map(([name, recorded]) => ({
    name,
    in: 'query',
    ...(query.required?.includes(name) && { required: true }),
    description: query.parameters[name],
    schema: recorded.schema,
    ...styleOf(recorded),
    ...withExamples(exampleMap(examples, (example) => asJson(example.query?.[name], recorded))),
  }));
}

function styleOf({ isRepeated }: RecordedParameter): JsonSchema {
  return isRepeated === undefined ? {} : { style: 'form', explode: isRepeated };
}

/** A value of the query string as its schema has it. */
function asJson(value: string | readonly string[] | undefined, { schema }: RecordedParameter): unknown {
  if (value === undefined) return undefined;
  if (schema.type === 'array') return [value].flat();
  return schema.type === 'string' ? value : Number(value);
}

function headerParameters({ headers = {}, examples }: Operation): JsonSchema[] {
  return Object.entries(headers).map(([name, description]) => ({
    name,
    in: 'header',
    description,
    schema: { type: 'string' },
    ...withExamples(exampleMap(examples, (example) => example.headers?.[name])),
  }));
}

function withExamples(examples: JsonSchema): JsonSchema {
  return Object.keys(examples).length > 0 ? { examples } : {};
}
