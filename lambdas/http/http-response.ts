import { type HttpProblem, type ProblemCode, problems } from './problems.ts';

/** The result of an operation. */
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

/** Builds the response of an answer: the body as text, its content type, and `x-request-id`. */
export function buildHttpResponse(answer: Answer, requestId: string): HttpResponse {
  const { status, body, headers } = answer;
  const type: Record<string, string> = body === undefined ? {} : { 'content-type': 'application/json' };
  return {
    statusCode: status,
    headers: { ...type, 'x-request-id': requestId, ...headers },
    body: body === undefined ? '' : JSON.stringify(body),
    isBase64Encoded: false,
  };
}

/** The URN of a problem; docs/api.md lists the codes. */
export function problemType(code: ProblemCode): string {
  return `urn:kindred:problem:${code}`;
}

/** Builds the answer of a problem, as `application/problem+json` (RFC 9457). */
export function buildProblemAnswer(problem: HttpProblem, requestId: string): Answer {
  const { status, title, cure, retryAfterSeconds } = problem.definition;
  const { errors, headers } = problem.extras;
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

/** The problem of one entry of a batch, as a part of a successful answer. */
export function buildEntryProblem(code: ProblemCode, detail: string): Record<string, unknown> {
  const { status, title } = problems[code];
  return { type: problemType(code), title, status, detail, code };
}
