import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ValidateFunction } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import type { HttpEvent } from '../../../lambdas/http/http-request.ts';
import type { HttpResponse } from '../../../lambdas/http/http-response.ts';
import { operations } from '../../../lib/openapi/operations/all-operations.ts';
import { projectRoot } from '../architecture/source-files.ts';
import { readJsonBody } from './response-body.ts';

// biome-ignore lint/suspicious/noExplicitAny: a document is JSON of dozens of shapes, and a wrong path fails the test.
type Json = any;

/** The document as it is committed. */
export const openApi: Json = JSON.parse(readFileSync(join(projectRoot, 'docs/api/openapi.json'), 'utf8'));

/** The document, in which objects have no other fields than those it names: an answer must not have more. */
const closed = structuredClone(openApi);
close(closed);

function close(value: Json): void {
  if (typeof value !== 'object' || value === null) return;
  for (const part of Object.values(value)) close(part);
  const isObjectSchema = value.type === 'object' && typeof value.properties === 'object';
  if (isObjectSchema && value.additionalProperties === undefined) value.additionalProperties = false;
}

const ajv = new Ajv2020({ strict: false, allErrors: true });
(formats as unknown as (on: Ajv2020) => void)(ajv);
ajv.addSchema(closed, 'openapi.json');
const validators = new Map<string, ValidateFunction>();

/** Compiled once for each component: most schemas are a reference to one. */
function validatorOf(schema: Json): ValidateFunction {
  const key = JSON.stringify(schema);
  const known = validators.get(key);
  if (known) return known;
  const compiled = ajv.compile(schema);
  validators.set(key, compiled);
  return compiled;
}

/** What is wrong with a value by a schema of the document. Empty if nothing is. @param path Keys that lead to it. */
export function findSchemaFaults(path: readonly string[], value: unknown): string[] {
  const { $ref, ...rest }: Json = path.reduce<Json>((place, key) => place[key], closed);
  const schemas = [...($ref === undefined ? [] : [{ $ref: `openapi.json${$ref}` }]), rest];
  return schemas.flatMap((schema) => {
    const validate = validatorOf(schema);
    if (validate(value)) return [];
    return validate.errors!.map(
      (error) => `${error.instancePath || 'the body'} ${error.message} ${JSON.stringify(error.params)}`,
    );
  });
}

/** The operation that an event is of; undefined for a request that no operation takes. */
function findOperation({ routeKey, rawPath }: Pick<HttpEvent, 'routeKey' | 'rawPath'>) {
  return operations.find(
    ({ method, template, action }) =>
      routeKey === `${method} ${routePath(template, action)}` &&
      (action === undefined || rawPath.endsWith(`:${action}`)),
  );
}

function routePath(template: string, action: string | undefined): string {
  const path = action === undefined ? template : template.slice(0, -action.length - 1);
  return path.replace('/v1/uploads/{key}', '/v1/uploads/{key+}');
}

/**
 * Checks that a response is one of those that docs/api/openapi.json has for its operation: status, type, headers and body.
 * @throws Error that says what the document lacks
 */
export function checkDocumented(event: HttpEvent, response: HttpResponse): void {
  const { statusCode } = response;
  if (event.requestContext.http.method === 'HEAD') return;
  const operation = findOperation(event);
  const faults = operation
    ? faultsOf(['paths', operation.template, operation.method.toLowerCase(), 'responses', String(statusCode)], response)
    : findSchemaFaults(['components', 'schemas', 'Problem'], readJsonBody(response));
  if (faults.length === 0) return;
  throw new Error(
    `${event.routeKey} answers ${statusCode} otherwise than docs/api/openapi.json says:\n${faults.join('\n')}\n${response.body.slice(0, 2000)}`,
  );
}

function resolveReference(value: Json): Json {
  if (typeof value.$ref !== 'string') return value;
  return value.$ref
    .slice(2)
    .split('/')
    .reduce((place: Json, key: string) => place[key], openApi);
}

function headerFaults(name: string, value: string | undefined, { required, schema }: Json): string[] {
  if (value === undefined) return required ? [`the header ${name} is missing`] : [];
  return schema.const === undefined || schema.const === value
    ? []
    : [`the header ${name} is ${value}, expected ${schema.const}`];
}

function faultsOf(path: readonly string[], response: HttpResponse): string[] {
  const { headers } = response;
  const described: Json = path.reduce<Json>((value, key) => value?.[key], openApi);
  if (described === undefined) return ['the status is not described'];
  const missing = Object.entries<Json>(described.headers ?? {}).flatMap(([name, header]) =>
    headerFaults(name, headers[name], resolveReference(header)),
  );
  const type = headers['content-type']?.split(';')[0];
  if (type === undefined) return described.content ? [...missing, 'there is no body'] : missing;
  if (described.content?.[type] === undefined) return [...missing, `the type ${type} is not described`];
  if (!/json$/.test(type)) return missing;
  return [...missing, ...findSchemaFaults([...path, 'content', type, 'schema'], readJsonBody(response))];
}
