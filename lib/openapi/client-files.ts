import { commentLines, fieldsType, literal, propertyName, type TypeField, typeText } from './client-types.ts';
import type { JsonSchema } from './schemas/json-schema.ts';

const HEADER = '/** Generated from docs/api/openapi.json by `npm run docs`. Do not edit. */\n';

const SHAPE = `/** How the parameters of an operation are sent. */
export interface OperationShape {
  readonly method: 'GET' | 'PUT' | 'PATCH' | 'POST' | 'DELETE';
  /** With \`{name}\` for each parameter of the path. */
  readonly path: string;
  /** How a query parameter writes a list: one parameter for each entry, or one with commas. */
  readonly query: Readonly<Record<string, 'one' | 'repeated' | 'commas'>>;
  /** The header of each parameter that is one. */
  readonly headers: Readonly<Record<string, string>>;
  /** The content type of the body; absent if there is none. */
  readonly body?: string;
}
`;

interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required?: boolean;
  readonly description?: string;
  readonly schema: JsonSchema;
  readonly explode?: boolean;
}

type Content = Readonly<Record<string, { readonly schema: JsonSchema }>>;

interface DescribedOperation {
  readonly operationId: string;
  readonly summary: string;
  readonly description: string;
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content: Content };
  readonly responses: Readonly<Record<string, { readonly content?: Content }>>;
}

/** What the client reads of the OpenAPI document. */
export interface ClientDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, DescribedOperation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, JsonSchema>> };
}

/** The generated files of the TypeScript client by their paths in `lib/client/`. */
export function clientFiles({ paths, components }: ClientDocument): Record<string, string> {
  return { 'generated/schemas.ts': schemasFile(components.schemas), 'generated/operations.ts': operationsFile(paths) };
}

function schemasFile(schemas: ClientDocument['components']['schemas']): string {
  const types = Object.entries(schemas).map(([name, schema]) =>
    [
      ...commentLines(schema.description as string | undefined, ''),
      `export type ${name} = ${typeText(schema)};\n`,
    ].join('\n'),
  );
  return [HEADER, ...types].join('\n');
}

function operationsFile(paths: ClientDocument['paths']): string {
  const all = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  );
  return [
    HEADER,
    "import type * as schemas from './schemas.ts';\n",
    SHAPE,
    '/** The request, the answer and the problem codes of each operation. */',
    'export interface Operations {',
    ...all.map(({ operation }) => operationType(operation)),
    '}\n',
    '/** How each operation is sent. */',
    'export const operations: Readonly<Record<keyof Operations, OperationShape>> = {',
    ...all.map(({ path, method, operation }) => operationShape(path, method, operation)),
    '};\n',
  ].join('\n');
}

function operationType({ operationId, summary, description, ...operation }: DescribedOperation): string {
  return [
    ...commentLines(`${summary}.\n\n${description}`, '  '),
    `  ${operationId}: {`,
    `    readonly request: ${fieldsType(requestFields(operation), '    ')};`,
    `    readonly answer: ${answerType(operation.responses)};`,
    `    readonly problem: ${problemCodes(operation.responses).map(literal).join(' | ')};`,
    '  };',
  ].join('\n');
}

function requestFields({
  parameters = [],
  requestBody,
}: Pick<DescribedOperation, 'parameters' | 'requestBody'>): TypeField[] {
  const fields = parameters.filter(isSent).map(({ name, schema, required, description }) => ({
    name: camelCase(name),
    schema: inSchemas(schema),
    isRequired: required === true,
    description,
  }));
  const [body] = Object.values(requestBody?.content ?? {});
  return [...fields, ...(body ? [{ name: 'body', schema: inSchemas(body.schema), isRequired: true }] : [])];
}

/** `fetch` itself negotiates the encoding, and decodes it; the cache of the client asks whether an answer still holds. */
function isSent({ name }: Parameter): boolean {
  return name !== 'accept-encoding' && name !== 'if-none-match';
}

function answerType(responses: DescribedOperation['responses']): string {
  const successes = Object.entries(responses).filter(([status]) => status.startsWith('2'));
  const types = successes.map(([, { content }]) => {
    const [body] = Object.values(content ?? {});
    return body ? typeText(inSchemas(body.schema)) : 'undefined';
  });
  return [...new Set(types)].join(' | ');
}

function problemCodes(responses: DescribedOperation['responses']): string[] {
  const codes = Object.values(responses).flatMap(({ content }) => {
    const schema = content?.['application/problem+json']?.schema;
    const { code } = (schema?.properties ?? {}) as { readonly code?: { readonly enum: readonly string[] } };
    return code?.enum ?? [];
  });
  return [...new Set(codes)];
}

/** The named schemas are in a file of their own. */
function inSchemas(schema: JsonSchema): JsonSchema {
  const name = typeof schema.$ref === 'string' ? schema.$ref.split('/').at(-1) : undefined;
  return name === undefined ? schema : { $ref: `schemas.${name}` };
}

function operationShape(
  path: string,
  method: string,
  { operationId, parameters = [], requestBody }: DescribedOperation,
): string {
  const sent = parameters.filter(isSent);
  const query = sent.filter((one) => one.in === 'query').map((one) => [one.name, literal(styleOf(one))] as const);
  const headers = sent
    .filter((one) => one.in === 'header')
    .map(({ name }) => [camelCase(name), literal(name)] as const);
  const [type] = Object.keys(requestBody?.content ?? {});
  return [
    `  ${operationId}: {`,
    `    method: ${literal(method.toUpperCase())},`,
    `    path: ${literal(path)},`,
    `    query: ${objectText(query)},`,
    `    headers: ${objectText(headers)},`,
    ...(type === undefined ? [] : [`    body: ${literal(type)},`]),
    '  },',
  ].join('\n');
}

function styleOf({ schema, explode }: Parameter): string {
  if (schema.type !== 'array') return 'one';
  return explode === false ? 'commas' : 'repeated';
}

function objectText(entries: readonly (readonly [string, string])[]): string {
  return entries.length === 0
    ? '{}'
    : `{ ${entries.map(([name, value]) => `${propertyName(name)}: ${value}`).join(', ')} }`;
}

function camelCase(header: string): string {
  return header.replaceAll(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
