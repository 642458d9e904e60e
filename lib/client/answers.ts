import type { KeptResponse } from './cache.ts';
import { type FailedRequest, GatewayError, ProblemError } from './errors.ts';
import { operations } from './generated/operations.ts';
import type { Problem } from './generated/schemas.ts';
import type { OperationId } from './requests.ts';

/** A whole answer. */
export interface Answer<Body = unknown> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Body;
  /** How often the request was sent; 0 for an answer from the cache. */
  readonly attempts: number;
}

const NO_CONTENT = 204;
/** The type of bodies that are bytes. */
const BYTES = 'application/octet-stream';

/** The answer that a response holds. @throws SyntaxError on JSON that was cut off */
export function answerOf({ status, headers, bytes }: KeptResponse, attempts: number): Answer {
  return { status, headers, body: status === NO_CONTENT ? undefined : readBody(headers, bytes), attempts };
}

function readBody(headers: Headers, bytes: Uint8Array): unknown {
  // A caller may change the bytes that it gets, but not those that the cache keeps.
  if (headers.get('content-type')?.startsWith(BYTES)) return bytes.slice();
  return isJson(headers) ? JSON.parse(toText(bytes)) : toText(bytes);
}

/** The text of a body. */
export function toText(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

/** Whether a success can be one of this operation: a page of HTML is that of a proxy, a portal or another server. */
export function isAnswer(id: OperationId, { status, headers }: Pick<Response, 'status' | 'headers'>): boolean {
  return status === NO_CONTENT || operations[id].isText === true || isJson(headers);
}

/** The error that a response stands for: a problem of the API, or what another server said. */
export function errorOf(response: Response, text: string, failing: FailedRequest): ProblemError | GatewayError {
  const { status, headers } = response;
  const problem = headers.get('content-type')?.startsWith('application/problem+json') ? readProblem(text) : undefined;
  if (problem !== undefined) return new ProblemError(failing, problem);
  return new GatewayError(failing, status, text, redirectOf(response));
}

/** The wait that an answer demands. Browsers hide the header from other origins unless the gateway exposes it. */
export function retryAfterOf({ headers }: Response, error: ProblemError | GatewayError): string | undefined {
  const header = headers.get('retry-after');
  if (header !== null) return header;
  const seconds = error instanceof ProblemError ? error.problem.retryAfterSeconds : undefined;
  return seconds === undefined ? undefined : String(seconds);
}

function isJson(headers: Headers): boolean {
  return headers.get('content-type')?.includes('json') === true;
}

/** A problem of the API; undefined for one of another server, which has other fields. */
function readProblem(text: string): Problem | undefined {
  try {
    const { status, code, detail, cure } = (JSON.parse(text) ?? {}) as Partial<Record<keyof Problem, unknown>>;
    const isOne = typeof status === 'number' && [code, detail, cure].every((value) => typeof value === 'string');
    return isOne ? (JSON.parse(text) as Problem) : undefined;
  } catch {
    return undefined;
  }
}

/** Where a response redirects to, which is not followed; browsers hide it. */
function redirectOf({ status, type, headers }: Response): string | undefined {
  if (type === 'opaqueredirect') return 'another address';
  return status >= 300 && status < 400 ? (headers.get('location') ?? undefined) : undefined;
}
