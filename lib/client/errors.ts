import type { Problem } from './generated/schemas.ts';

/** The codes of all problems of the API. They never change: use them in programs. */
export type ProblemCode = Problem['code'];

/** The request that failed. */
export interface FailedRequest {
  /** The id of the operation, such as `findSimilar`. */
  readonly operation: string;
  /** Attempts so far, from 1. */
  readonly attempts: number;
}

/** Thrown by every call of the client that fails: a `ProblemError`, a `GatewayError`, an `UploadError` or a `ConnectionError`. */
export abstract class KindredError extends Error {
  readonly operation: string;
  /** How often the request was sent. */
  readonly attempts: number;

  constructor({ operation, attempts }: FailedRequest, text: string, options?: ErrorOptions) {
    super(`${operation}: ${text} (${attempts} ${attempts === 1 ? 'attempt' : 'attempts'})`, options);
    this.name = new.target.name;
    this.operation = operation;
    this.attempts = attempts;
  }
}

/** The API answered with a problem. */
export class ProblemError<Code extends ProblemCode = ProblemCode> extends KindredError {
  readonly code: Code;
  readonly status: number;
  /** The whole answer: `detail` says what is wrong, `cure` what to do, and `errors` lists invalid places. */
  readonly problem: Problem;

  constructor(request: FailedRequest, problem: Problem & { readonly code: Code }) {
    const { status, code, detail, cure, errors = [] } = problem;
    const places = errors.map((one) => `${one.pointer ?? one.parameter}: ${one.detail}`).join('; ');
    super(request, `${status} ${code}: ${detail}${places === '' ? '' : ` (${places})`}. ${cure}`.replace('..', '.'));
    this.code = code;
    this.status = status;
    this.problem = problem;
  }
}

/**
 * Something before the API answered: 401 or 403 without valid credentials, 429 when throttled, 5xx when a function crashed,
 * a success or a redirect of another server.
 */
export class GatewayError extends KindredError {
  readonly status: number;

  /** @param redirect Where the answer redirects to */
  constructor(request: FailedRequest, status: number, text: string, redirect?: string) {
    super(request, describeForeign(status, text.slice(0, MAX_SHOWN_CHARACTERS), redirect));
    this.status = status;
  }
}

const MAX_SHOWN_CHARACTERS = 500;

function describeForeign(status: number, text: string, redirect: string | undefined): string {
  if (redirect !== undefined) return `status ${status}, a redirect to ${redirect}: check the url of the client`;
  const isSuccess = status >= 200 && status < 300;
  if (isSuccess) return `status ${status}, but no answer of the API: check the url of the client. It says: ${text}`;
  return `status ${status} without a problem of the API: ${text}`;
}

/** S3 refused an upload: its bytes, its time or its name. `answer` is the XML that S3 answers. */
export class UploadError extends KindredError {
  readonly status: number;
  /** The code of S3, such as `BadDigest`; empty if there is none. */
  readonly code: string;
  readonly answer: string;

  constructor(request: FailedRequest, status: number, answer: string) {
    const code = /<Code>(\w+)</.exec(answer)?.[1] ?? '';
    super(
      request,
      `S3 answers ${status} ${code}: ${/<Message>([^<]*)</.exec(answer)?.[1] ?? answer.slice(0, MAX_SHOWN_CHARACTERS)}`,
    );
    this.status = status;
    this.code = code;
    this.answer = answer;
  }
}

/** No answer came, or it was cut off. `cause` is the error of `fetch`. */
export class ConnectionError extends KindredError {
  constructor(request: FailedRequest, cause: unknown) {
    super(request, `no whole answer came: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}

/** Whether an error is a problem with one of these codes; with none, whether it is any problem. */
export function isProblem<Code extends ProblemCode = ProblemCode>(
  error: unknown,
  ...codes: readonly Code[]
): error is ProblemError<Code> {
  return error instanceof ProblemError && (codes.length === 0 || (codes as readonly string[]).includes(error.code));
}
