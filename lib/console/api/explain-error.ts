import { ConnectionError, GatewayError, type ProblemCode, ProblemError, UploadError } from '../../client/errors.ts';

/** An error in words: what is wrong, and what to do. */
export interface ExplainedError {
  readonly title: string;
  readonly detail: string;
  /** What the reader can do. */
  readonly cure: string;
  /** Invalid places of the request. */
  readonly places: readonly string[];
  /** Whether the same request may succeed later. */
  readonly mayRetry: boolean;
  /** Whether nothing has failed: something is not there yet. */
  readonly isWaiting?: boolean;
  /** The code of a problem of the API; its description is at `/v1/problems/{code}`. */
  readonly code?: string;
}

/** Puts an error of the client into words. */
export function explainError(error: unknown): ExplainedError {
  if (error instanceof ProblemError) return explainProblem(error);
  if (error instanceof GatewayError) return explainGateway(error.status);
  if (error instanceof UploadError) {
    return {
      title: 'The store refused the file',
      detail: `It answered ${error.status} ${error.code}`.trimEnd(),
      cure: 'Check that the file does not change while it is sent, then try again.',
      places: [],
      mayRetry: true,
    };
  }
  if (error instanceof ConnectionError) {
    return {
      title: 'No answer from the service',
      detail: 'The request was sent, but no whole answer came.',
      cure: 'Check that the service runs and that this machine is online, then try again.',
      places: [],
      mayRetry: true,
    };
  }
  return {
    title: 'The console made a mistake',
    detail: error instanceof Error ? error.message : String(error),
    cure: 'Reload the page. If it happens again, report it with this text.',
    places: [],
    mayRetry: true,
  };
}

/** Codes of what is not there yet. */
const WAITING: ReadonlySet<string> = new Set([
  'model-not-ready',
  'index-loading',
  'embedding-pending',
] satisfies ProblemCode[]);

function explainProblem({ code, status, problem }: ProblemError): ExplainedError {
  const places = (problem.errors ?? []).map((one) => {
    const place = one.pointer ?? one.parameter;
    return place === undefined ? one.detail : `${place}: ${one.detail}`;
  });
  // A request that the API refuses as such is refused again; one that is in conflict or too early is not.
  const mayRetry = status >= 500 || status === 409 || status === 429 || problem.retryAfterSeconds !== undefined;
  const isWaiting = WAITING.has(code);
  const [title, detail] = [sentence(problem.title), sentence(problem.detail)];
  return { title, detail, cure: problem.cure, places, mayRetry, isWaiting, code };
}

function explainGateway(status: number): ExplainedError {
  const common = { places: [], mayRetry: true };
  if (status === 401 || status === 403) {
    return {
      ...common,
      title: 'The credentials were refused',
      detail: `The service answered ${status}: they are missing, expired, or do not allow this.`,
      cure: 'Enter other credentials.',
    };
  }
  if (status === 429) {
    return {
      ...common,
      title: 'Too many requests',
      detail: 'The service limits how many requests it takes in a second.',
      cure: 'Wait a moment, then try again.',
    };
  }
  return {
    ...common,
    title: 'The service could not answer',
    detail: `Something before the API answered with status ${status}.`,
    cure: 'Try again. If it stays, read the logs of the functions.',
  };
}

/** A text that begins with a word begins with a capital; an id or a name stays as it is. */
function sentence(text: string): string {
  return text.replace(/^[a-z]+(?=\s)/, (word) => word.charAt(0).toUpperCase() + word.slice(1));
}
