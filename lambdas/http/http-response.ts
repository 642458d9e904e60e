import { type HttpProblem, type ProblemCode, problems } from './problems.ts';

/** What an operation answers. */
export interface Answer {
  readonly status: number;
  /** Plain JSON; absent for an answer without a body. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A response in payload format 2.0. */
export interface HttpResponse {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly isBase64Encoded: false;
}

/** The one place where responses are made: string body, `x-request-id`, content type. */
export function httpResponse(answer: Answer, requestId: string): HttpResponse {
  const { status, body, headers } = answer;
  const type: Record<string, string> = body === undefined ? {} : { 'content-type': 'application/json' };
  return {
    statusCode: status,
    headers: { ...type, 'x-request-id': requestId, ...headers },
    body: body === undefined ? '' : JSON.stringify(body),
    isBase64Encoded: false,
  };
}

/** The URN of a problem; the codes are listed in docs/api.md. */
function problemType(code: ProblemCode): string {
  return `urn:kindred:problem:${code}`;
}

/** A problem as `application/problem+json` (RFC 9457). */
export function problemAnswer(problem: HttpProblem, requestId: string): Answer {
  const { status, title, cure } = problems[problem.code];
  const { errors, retryAfterSeconds, headers } = problem.extras;
  const retry: Record<string, string> =
    retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) };
  return {
    status,
    headers: { ...headers, ...retry, 'content-type': 'application/problem+json' },
    body: {
      type: problemType(problem.code),
      title,
      status,
      detail: problem.message,
      instance: `urn:kindred:request:${encodeURIComponent(requestId)}`,
      code: problem.code,
      cure,
      ...(errors && { errors }),
      ...(retryAfterSeconds !== undefined && { retryAfterSeconds }),
    },
  };
}

/** A problem of one entry of a batch, inside a successful answer. */
export function entryProblem(code: ProblemCode, detail: string): Record<string, unknown> {
  const { status, title } = problems[code];
  return { type: problemType(code), title, status, detail, code };
}
