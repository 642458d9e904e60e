import { problemType } from '../../lambdas/http/http-response.ts';
import { type ProblemCode, problems } from '../../lambdas/http/problems.ts';
import type { Operation } from './operations/operation.ts';
import { type JsonSchema, schemaReference } from './schemas/json-schema.ts';
import { problemCodes } from './schemas/problems.ts';

/** The problems of every operation. */
const ALWAYS: readonly ProblemCode[] = ['internal', 'unavailable'];
const WITH_PATH: readonly ProblemCode[] = ['malformed-path'];
const WITH_QUERY: readonly ProblemCode[] = ['malformed-parameter', 'invalid-request'];
const WITH_BODY: readonly ProblemCode[] = [
  'malformed-json',
  'body-too-large',
  'unsupported-media-type',
  'invalid-request',
];

/**
 * Where the gateway itself may answer with the same status, as plain JSON: it cannot decode the path, the body has more than
 * 10 MB, the function crashed or took too long.
 */
const ALSO_OF_GATEWAY: readonly ProblemCode[] = ['malformed-path', 'body-too-large', 'internal', 'unavailable'];

/** The codes of an operation besides those of every operation: its own, and those that follow from what it reads. */
export function listOwnProblems({ problems: own, path, query, body }: Operation): ProblemCode[] {
  const codes = new Set([...own, ...(path ? WITH_PATH : []), ...(query ? WITH_QUERY : []), ...(body ? WITH_BODY : [])]);
  return problemCodes.filter((code) => codes.has(code));
}

/** All codes that an operation can answer with, by status. */
function listProblems(operation: Operation): ProblemCode[] {
  const codes = new Set([...ALWAYS, ...listOwnProblems(operation)]);
  return problemCodes.filter((code) => codes.has(code));
}

/** The responses of an operation for its problems, by status. */
export function describeProblems(operation: Operation): Record<string, JsonSchema> {
  const byStatus = Map.groupBy(listProblems(operation), (code) => problems[code].status);
  return Object.fromEntries([...byStatus].map(([status, codes]) => [String(status), describeStatus(codes)]));
}

function describeStatus(codes: readonly ProblemCode[]): JsonSchema {
  const waits = codes.filter((code) => 'retryAfterSeconds' in problems[code]);
  return {
    description: codes.map((code) => `\`${code}\`: ${problems[code].title}.`).join(' '),
    headers: {
      'x-request-id': { $ref: '#/components/headers/RequestId' },
      'cache-control': { $ref: '#/components/headers/NotKept' },
      ...(waits.length > 0 && { 'retry-after': { $ref: '#/components/headers/RetryAfter' } }),
    },
    content: {
      'application/problem+json': {
        // Beside the reference, because most generators of clients do not merge `allOf`.
        schema: { ...schemaReference('Problem'), properties: { code: { enum: [...codes] } } },
        examples: Object.fromEntries(codes.map((code) => [code, { $ref: `#/components/examples/${code}` }])),
      },
      ...(codes.some((code) => ALSO_OF_GATEWAY.includes(code)) && {
        'application/json': { schema: schemaReference('GatewayMessage') },
      }),
    },
  };
}

/** The answers of the gateway, before a function sees the request. They are components of the document, by these names. */
export const gatewayAnswers = {
  Unauthenticated: describeGateway('The request has no valid token.'),
  Forbidden: describeGateway('The request is not signed, or the caller may not send it.'),
  Throttled: describeGateway('Too many requests: try again later.'),
};

/** The same for an operation, by status. */
export const gatewayResponses: Readonly<Record<string, JsonSchema>> = {
  401: { $ref: '#/components/responses/Unauthenticated' },
  403: { $ref: '#/components/responses/Forbidden' },
  429: { $ref: '#/components/responses/Throttled' },
};

function describeGateway(description: string): JsonSchema {
  return { description, content: { 'application/json': { schema: schemaReference('GatewayMessage') } } };
}

/** One example of each problem that an operation has. */
export function describeProblemExamples(operations: readonly Operation[]): Record<string, JsonSchema> {
  const used = new Set(operations.flatMap(listProblems));
  return Object.fromEntries(
    problemCodes
      .filter((code) => used.has(code))
      .map((code) => [code, { summary: problems[code].title, value: exampleOf(code) }]),
  );
}

function exampleOf(code: ProblemCode): JsonSchema {
  const { title, status, cure, ...more } = problems[code];
  return {
    type: problemType(code),
    title,
    status,
    detail: `${title}.`,
    instance: 'urn:kindred:request:JKJaXmPLvHcESHA%3D',
    code,
    cure,
    ...more,
  };
}
