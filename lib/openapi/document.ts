import { routeScopes } from '../../lambdas/http/access/route-scopes.ts';
import { describeAnswers, exampleMap } from './examples.ts';
import { operations } from './operations/all-operations.ts';
import { type DescribedAnswer, type Operation, tags } from './operations/operation.ts';
import { describeParameters } from './parameters.ts';
import { describeProblemExamples, describeProblems, gatewayAnswers, gatewayResponses } from './problem-responses.ts';
import { components, componentTexts } from './schemas/components.ts';
import { type JsonSchema, schemaReference, translateSchemas } from './schemas/json-schema.ts';
import { requestTexts } from './schemas/request-texts.ts';

const description = `Products, their embeddings, and what is similar to them.

Requests and answers are JSON. Times are RFC 3339 in UTC. Every error of an operation is \`application/problem+json\`
(RFC 9457): use its \`code\` in programs. A path that is not here is 404 \`route-not-found\`, and a method that a path
does not take is 405 \`method-not-allowed\`. Send the ETag of a kept answer as \`If-None-Match\`: 304 says that it still
holds. Answers may get new fields: ignore those that you do not know.`;

/**
 * The OpenAPI 3.1 document of the HTTP API, from its routes, schemas, problems and descriptions. Descriptions may link to
 * pages of docs/.
 */
export function buildOpenApiDocument() {
  return {
    openapi: '3.1.1',
    info: {
      title: 'Kindred',
      summary: 'Serverless product embeddings',
      description,
      version: '1.0.0',
      license: { name: 'Apache 2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/', description: 'The service that serves this document.' }],
    tags: Object.entries(tags).map(([name, text]) => ({ name, description: text })),
    paths: buildPaths(),
    components: {
      schemas: buildSchemas(),
      responses: gatewayAnswers,
      headers: {
        RequestId: { description: 'Names the request in the logs.', required: true, schema: { type: 'string' } },
        NotKept: {
          description: '`no-store`: nobody may keep the answer.',
          required: true,
          schema: { type: 'string', const: 'no-store' },
        },
        RetryAfter: { description: 'Seconds to wait before another attempt.', schema: { type: 'integer', minimum: 1 } },
      },
      examples: describeProblemExamples(operations),
      securitySchemes: {
        iam: {
          type: 'apiKey',
          in: 'header',
          name: 'Authorization',
          description: 'AWS Signature Version 4, service `execute-api`. The default of a deployment.',
          'x-amazon-apigateway-authtype': 'awsSigv4',
        },
        jwt: {
          type: 'http',
          scheme: 'bearer',
          bearerFormat: 'JWT',
          description:
            'If deployed with a JWT issuer. The token has the scope that the operation names, behind the prefix of the deployment.',
        },
      },
    },
  } as const;
}

/** The text of `docs/api/openapi.json`: without links to pages, which a client does not have. */
export function openApiText(): string {
  const withoutLink = (key: string, value: unknown): unknown =>
    key === 'description' && typeof value === 'string' ? value.replaceAll(PAGE_LINK, '$1') : value;
  return `${JSON.stringify(buildOpenApiDocument(), withoutLink, 2)}\n`;
}

/** A link to a page beside docs/api.md, with its text. */
const PAGE_LINK = /\[([^\]]+)\]\([\w-]+\.md[^)]*\)/g;

function buildPaths(): Record<string, Record<string, JsonSchema>> {
  const paths: Record<string, Record<string, JsonSchema>> = {};
  for (const operation of operations) {
    paths[operation.template] = {
      ...paths[operation.template],
      [operation.method.toLowerCase()]: describeOperation(operation),
    };
  }
  return paths;
}

function describeOperation(operation: Operation): JsonSchema {
  const { id, tag, summary, description: text, body } = operation;
  const parameters = describeParameters(operation);
  return {
    operationId: id,
    tags: [tag],
    summary,
    description: text,
    security: [{ iam: [] }, { jwt: [routeScopes[operation.route]] }],
    ...(parameters.length > 0 && { parameters }),
    ...(body && { requestBody: describeBody(operation, body) }),
    responses: {
      ...Object.fromEntries(
        Object.entries(operation.answers).map(([status, answer]) => [
          status,
          describeAnswer(operation, Number(status), answer),
        ]),
      ),
      ...gatewayResponses,
      ...describeProblems(operation),
    },
  };
}

function describeBody(
  { examples }: Operation,
  { schema, contentTypes = ['application/json'] }: NonNullable<Operation['body']>,
): JsonSchema {
  const content = { schema: schemaReference(schema), examples: exampleMap(examples, ({ body }) => body) };
  return { required: true, content: Object.fromEntries(contentTypes.map((type) => [type, content])) };
}

function describeAnswer(operation: Operation, status: number, answer: DescribedAnswer): JsonSchema {
  const { description: text, schema, content, headers = {} } = answer;
  const described = Object.entries(headers).map(([name, says]) => [
    name.replace('?', ''),
    { description: says, required: !name.endsWith('?'), schema: { type: 'string' } },
  ]);
  return {
    description: text,
    headers: {
      'x-request-id': { $ref: '#/components/headers/RequestId' },
      'cache-control': { $ref: '#/components/headers/NotKept' },
      ...Object.fromEntries(described),
    },
    ...(schema && {
      content: {
        'application/json': { schema: schemaReference(schema), examples: describeAnswers(operation, status) },
      },
    }),
    ...(content && { content: { [content]: { schema: contentSchema(content) } } }),
  };
}

function contentSchema(type: string): JsonSchema {
  // The registry of formats of OpenAPI has `binary` for bytes, and generators of clients read it.
  return { type: 'string', ...(!type.startsWith('text/') && { format: 'binary' }) };
}

function buildSchemas(): Record<string, JsonSchema> {
  const schemas = translateSchemas(components);
  for (const [name, schema] of Object.entries(schemas)) {
    // The keys of the table are the names of the components.
    const component = name as keyof typeof components;
    schema.description = componentTexts[component];
    for (const [path, text] of Object.entries(requestTexts[component] ?? {})) {
      const place = findField(schema, path.split('.'));
      if (place === undefined) throw new Error(`${name} has no field ${path}`);
      place.description = text;
    }
  }
  return schemas;
}

function findField(schema: JsonSchema, path: readonly string[]): JsonSchema | undefined {
  const [name, ...rest] = path;
  if (name === undefined) return schema;
  const fields = schema.properties as Record<string, JsonSchema> | undefined;
  return fields?.[name] && findField(fields[name], rest);
}
