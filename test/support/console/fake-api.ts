import { problems } from '../../../lambdas/http/problems.ts';
import { type Operations, operations } from '../../../lib/client/generated/operations.ts';
import type { Problem } from '../../../lib/client/generated/schemas.ts';

type OperationId = keyof Operations;

/** A request that came to the API. */
export interface AskedRequest {
  readonly operation: OperationId;
  /** The parameters of the path. */
  readonly path: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  // biome-ignore lint/suspicious/noExplicitAny: a body is JSON of many shapes, and a wrong path fails the test.
  readonly body: any;
  readonly headers: Readonly<Record<string, string | undefined>>;
}

/** An answer other than 200. */
export class Refusal {
  readonly status: number;
  readonly body: unknown;
  readonly type: string;

  constructor(status: number, body: unknown, type = 'application/json') {
    this.status = status;
    this.body = body;
    this.type = type;
  }
}

/** A problem of the API, as it answers with it. */
export function problem(code: Problem['code'], detail: string, more: Partial<Problem> = {}): Refusal {
  const { status, title, cure } = problems[code];
  const body = { type: `/v1/problems/${code}`, title, status, detail, code, instance: 'urn:test', cure, ...more };
  return new Refusal(status, body, 'application/problem+json');
}

/** What the API answers, by operation. An operation that is missing fails the test that asks for it. */
export type Answers = {
  readonly [Id in OperationId]?: (
    asked: AskedRequest,
  ) => Operations[Id]['answer'] | Refusal | Promise<Operations[Id]['answer'] | Refusal>;
};

/** Paths with fewer parameters are more exact. */
const routes = Object.entries(operations)
  .map(([id, { method, path }]) => ({
    id: id as OperationId,
    method,
    pattern: patternOf(path),
    exact: path.split('{').length,
  }))
  .sort((a, b) => a.exact - b.exact);

function patternOf(path: string): RegExp {
  const escaped = path.replaceAll(/[.*+?^$()[\]|\\]/g, '\\$&');
  return new RegExp(`^${escaped.replaceAll(/\{(\w+)\}/g, '(?<$1>[^/:]+)')}$`);
}

/** The operation of a request, and the parameters of its path; undefined if the API has none. */
export function findOperation(
  method: string,
  path: string,
): { readonly operation: OperationId; readonly path: Readonly<Record<string, string>> } | undefined {
  for (const { id, method: takes, pattern } of routes) {
    const found = takes === method ? pattern.exec(path) : null;
    if (!found) continue;
    const parameters = Object.entries(found.groups ?? {}).map(([name, text]) => [name, decodeURIComponent(text)]);
    return { operation: id, path: Object.fromEntries(parameters) };
  }
  return undefined;
}
