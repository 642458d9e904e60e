import { logger } from '../composition/logger.ts';
import { toError } from '../core/errors/error-text.ts';
import type { HttpEvent } from '../http/http-event.ts';
import { HttpRequest } from '../http/http-request.ts';
import { type Answer, type HttpResponse, httpResponse, problemAnswer } from '../http/http-response.ts';
import { type HttpProblem, problems } from '../http/problems.ts';
import type { RouteKey } from '../http/routes.ts';
import { unrouted } from '../http/unrouted.ts';
import { UseCaseError } from '../use-cases/common/use-case-error.ts';
import { problemOfError } from './problem-of-error.ts';

/** What one route does with a request; what it throws becomes a problem. */
export type Operation = (request: HttpRequest) => Promise<Answer>;

export interface HttpHandler {
  (event: HttpEvent): Promise<HttpResponse>;
  /** The routes that the handler takes. */
  readonly routeKeys: readonly string[];
}

/**
 * A Lambda handler for an HTTP API (payload format 2.0), by route key. It always answers: errors as problem+json (RFC
 * 9457), each response with `x-request-id`, and a HEAD request without the body.
 */
export function httpHandler(operations: Partial<Record<RouteKey, Operation>>): HttpHandler {
  const byRouteKey = new Map<string, Operation>(Object.entries(operations));
  const handle = async (event: HttpEvent): Promise<HttpResponse> => {
    const { requestId } = event.requestContext;
    const request = new HttpRequest(event);
    const response = httpResponse(await answered(byRouteKey, event, request), requestId);
    return request.method === 'HEAD' ? { ...response, body: '' } : response;
  };
  return Object.assign(handle, { routeKeys: [...byRouteKey.keys()] });
}

async function answered(
  operations: ReadonlyMap<string, Operation>,
  event: HttpEvent,
  request: HttpRequest,
): Promise<Answer> {
  const { requestId } = event.requestContext;
  try {
    const operation = operations.get(event.routeKey);
    if (operation === undefined) throw unrouted(request.method, request.path);
    return await operation(request);
  } catch (cause) {
    const problem = problemOfError(cause);
    log(problem, cause, { requestId, routeKey: event.routeKey });
    return problemAnswer(problem, requestId);
  }
}

/** What the caller did wrong, or must wait for, is for the caller; what we could not do is logged with its cause. */
function log(problem: HttpProblem, cause: unknown, where: { requestId: string; routeKey: string }): void {
  if (problems[problem.code].status < 500 || isExpected(cause)) return;
  const error = toError(cause);
  const level = problem.code === 'internal' ? 'error' : 'warn';
  logger[level](`answered ${problem.code}`, { ...where, error });
}

/** A state that a use case foresaw; one with a cause of its own, such as weights that cannot be read, is worth a look. */
function isExpected(cause: unknown): boolean {
  return cause instanceof UseCaseError && cause.cause === undefined;
}
