import { type ClientDocument, type ClientOperation, clientOperations } from './client-operations.ts';
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
  /** Whether it is only sent again if the gateway refused it before anything was done. */
  readonly isSentOnce?: true;
  /** Whether the answer is a text, and not JSON. */
  readonly isText?: true;
}
`;

/** The generated files of the TypeScript client by their paths in `lib/client/`. */
export function clientFiles(document: ClientDocument): Record<string, string> {
  return {
    'generated/schemas.ts': schemasFile(document.components.schemas),
    'generated/operations.ts': operationsFile(clientOperations(document)),
  };
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

function operationsFile(all: readonly ClientOperation[]): string {
  return [
    HEADER,
    "import type * as schemas from './schemas.ts';\n",
    SHAPE,
    '/** The request, the answer and the problem codes of each operation. */',
    'export interface Operations {',
    ...all.map(operationType),
    '}\n',
    '/** How each operation is sent. */',
    'export const operations: Readonly<Record<keyof Operations, OperationShape>> = {',
    ...all.map(operationShape),
    '};\n',
  ].join('\n');
}

function operationType(operation: ClientOperation): string {
  return [
    ...commentLines(`${operation.summary}.\n\n${operation.description}`, '  '),
    `  ${operation.id}: {`,
    `    readonly request: ${fieldsType(requestFields(operation), '    ')};`,
    `    readonly answer: ${answerType(operation)};`,
    `    readonly problem: ${operation.problems.map(literal).join(' | ')};`,
    '  };',
  ].join('\n');
}

function requestFields({ parameters, body }: ClientOperation): TypeField[] {
  const fields = parameters.map((parameter) => ({ ...parameter, schema: inSchemas(parameter.schema) }));
  return [...fields, ...(body ? [{ name: 'body', schema: inSchemas(body.schema), isRequired: true }] : [])];
}

function answerType({ answers }: ClientOperation): string {
  const types = answers.map((schema) => (schema ? typeText(inSchemas(schema)) : 'undefined'));
  return [...new Set(types)].join(' | ');
}

/** The named schemas are in a file of their own. */
function inSchemas(schema: JsonSchema): JsonSchema {
  const name = typeof schema.$ref === 'string' ? schema.$ref.split('/').at(-1) : undefined;
  return name === undefined ? schema : { $ref: `schemas.${name}` };
}

function operationShape({ id, method, path, parameters, body, isSentOnce, isText }: ClientOperation): string {
  const query = parameters.filter((one) => one.in === 'query').map(({ name, style }) => [name, style] as const);
  const headers = parameters
    .filter((one) => one.in === 'header')
    .map(({ name, sentName }) => [name, sentName] as const);
  return [
    `  ${id}: {`,
    `    method: ${literal(method)},`,
    `    path: ${literal(path)},`,
    `    query: ${objectText(query)},`,
    `    headers: ${objectText(headers)},`,
    ...(body === undefined ? [] : [`    body: ${literal(body.contentType)},`]),
    ...(isSentOnce ? ['    isSentOnce: true,'] : []),
    ...(isText ? ['    isText: true,'] : []),
    '  },',
  ].join('\n');
}

function objectText(entries: readonly (readonly [string, string])[]): string {
  return entries.length === 0
    ? '{}'
    : `{ ${entries.map(([name, value]) => `${propertyName(name)}: ${literal(value)}`).join(', ')} }`;
}
