import { cutText } from '../core/errors/cut-text.ts';
import { type HttpProblem, MAX_SHOWN_CHARACTERS, type ProblemCode, problems, type RequestFault } from './problems.ts';

/** The result of an operation. */
export interface Answer {
  readonly status: number;
  /** Plain JSON; absent for an answer without a body. */
  readonly body?: unknown;
  /** Instead of JSON: bytes, and their type. */
  readonly content?: { readonly type: string; readonly bytes: Uint8Array };
  readonly headers?: Readonly<Record<string, string>>;
}

/** A response in payload format 2.0. */
export interface HttpResponse {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly isBase64Encoded: boolean;
}

/** Builds the response of an answer: the body as text, its content type, and `x-request-id`. */
export function buildHttpResponse(answer: Answer, requestId: string): HttpResponse {
  const { status, body, content, headers } = answer;
  const type = content?.type ?? (body === undefined ? undefined : 'application/json');
  return {
    statusCode: status,
    headers: { ...(type !== undefined && { 'content-type': type }), 'x-request-id': requestId, ...headers },
    body: content ? Buffer.from(content.bytes).toString('base64') : body === undefined ? '' : JSON.stringify(body),
    isBase64Encoded: content !== undefined,
  };
}

/** The address of the description of a problem: a path of this service (RFC 9457, section 3.1.1). */
export function problemType(code: ProblemCode): string {
  return `/v1/problems/${code}`;
}

/** What a code means, as the address in `type` serves it; undefined for an unknown code. */
export function describeProblemType(code: string): Record<string, unknown> | undefined {
  if (!Object.hasOwn(problems, code)) return undefined;
  // The table has the code.
  const known = code as ProblemCode;
  return { type: problemType(known), code, ...problems[known] };
}

/** Builds the answer of a problem, as `application/problem+json` (RFC 9457). */
export function buildProblemAnswer(problem: HttpProblem, requestId: string): Answer {
  const { status, title, cure } = problem.definition;
  const { errors, headers, retryAfterSeconds = problem.definition.retryAfterSeconds } = problem.extras;
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

/** Of the invalid places of an entry so many are listed: a thousand entries must fit into one answer. */
export const MAX_ENTRY_FAULTS = 5;

/** The problem of one entry of a batch, as a part of a successful answer. @param errors Its invalid places, if any. */
export function buildEntryProblem(
  code: ProblemCode,
  detail: string,
  errors?: readonly RequestFault[],
): Record<string, unknown> {
  const { status, title } = problems[code];
  const shown = cutText(detail, MAX_SHOWN_CHARACTERS);
  return {
    type: problemType(code),
    title,
    status,
    detail: shown,
    code,
    ...(errors && { errors: errors.slice(0, MAX_ENTRY_FAULTS) }),
  };
}

/**
 * The most bytes of a body: AWS Lambda takes at most 6 MB of a function's response, and sends an error in the place of a
 * larger one. The rest is for the headers.
 */
export const MAX_ANSWER_BYTES = 6 * 1024 ** 2 - 64 * 1024;

/** A character of a text has at most these bytes as a part of the response. */
const MOST_BYTES = 3;

/**
 * The bytes of a body in the response of a function, which is JSON with the body as a text: its quotes and backslashes have
 * a backslash each. @param body JSON.
 */
export function answerBytes(body: string): number {
  return Buffer.byteLength(JSON.stringify(body));
}

/** Whether a body is too large for a response. @param body JSON or base64, as the response holds it. */
export function isAnswerTooLarge(body: string): boolean {
  return body.length * MOST_BYTES > MAX_ANSWER_BYTES && answerBytes(body) > MAX_ANSWER_BYTES;
}
