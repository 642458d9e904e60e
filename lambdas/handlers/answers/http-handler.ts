import type { Context } from 'aws-lambda';
import { startLogging } from '../../composition/invocation.ts';
import { logger } from '../../composition/logger.ts';
import { toError } from '../../core/errors/error-text.ts';
import { jsonPointer } from '../../core/errors/json-pointer.ts';
import { ModelFileError } from '../../core/model/model-file-error.ts';
import { SafetensorsError } from '../../core/safetensors/safetensors-error.ts';
import { addCaching } from '../../http/caching.ts';
import { type HttpEvent, HttpRequest } from '../../http/http-request.ts';
import {
  type Answer,
  answerBytes,
  buildHttpResponse,
  buildProblemAnswer,
  type HttpResponse,
  isAnswerTooLarge,
  MAX_ANSWER_BYTES,
} from '../../http/http-response.ts';
import { HttpProblem, invalidRequest } from '../../http/problems.ts';
import { type RouteKey, routeProblem } from '../../http/routes.ts';
import { StoreError } from '../../ports/store-error.ts';
import { UseCaseError } from '../../use-cases/common/use-case-error.ts';

/** Answers the requests of one route. An error that it throws becomes a problem. */
export type Operation = (request: HttpRequest) => Promise<Answer>;

export interface HttpHandler {
  /** @param context That of the invocation; absent only where Lambda does not call. */
  (event: HttpEvent, context?: Context): Promise<HttpResponse>;
  /** The routes that the handler serves. */
  readonly routeKeys: readonly string[];
}

/**
 * Creates the Lambda handler of an HTTP API (payload format 2.0) from its operations by route key. It always answers: with
 * problem+json (RFC 9457) for an error, with `x-request-id` and `cache-control` in each response, and without the body for
 * HEAD. An answer that the caller has already is 304.
 */
export function createHttpHandler(operations: Partial<Record<RouteKey, Operation>>): HttpHandler {
  const byRouteKey = new Map<string, Operation>(Object.entries(operations));
  const handle = async (event: HttpEvent, context?: Context): Promise<HttpResponse> => {
    const { requestId } = event.requestContext;
    startLogging(context, { requestId, routeKey: event.routeKey });
    const startedMs = performance.now();
    const request = new HttpRequest(event);
    const answer = await answerRequest(byRouteKey, event, request);
    const response = addCaching(request, buildFitting(answer, requestId));
    logger.debug('answered', { status: response.statusCode, milliseconds: Math.round(performance.now() - startedMs) });
    return request.method === 'HEAD' ? { ...response, body: '' } : response;
  };
  return Object.assign(handle, { routeKeys: [...byRouteKey.keys()] });
}

/** The response of an answer, or of a problem if the answer is too large for one. */
function buildFitting(answer: Answer, requestId: string): HttpResponse {
  const response = buildHttpResponse(answer, requestId);
  if (!isAnswerTooLarge(response.body)) return response;
  const problem = new HttpProblem(
    'answer-too-large',
    `the answer would have ${answerBytes(response.body)} bytes, expected at most ${MAX_ANSWER_BYTES}`,
  );
  return buildHttpResponse(buildProblemAnswer(problem, requestId), requestId);
}

async function answerRequest(
  operations: ReadonlyMap<string, Operation>,
  event: HttpEvent,
  request: HttpRequest,
): Promise<Answer> {
  const { requestId } = event.requestContext;
  try {
    const operation = operations.get(event.routeKey);
    if (operation === undefined) throw routeProblem(request.method, request.path);
    return await operation(request);
  } catch (cause) {
    const problem = toProblem(cause);
    logProblem(problem, cause, { requestId, routeKey: event.routeKey });
    return buildProblemAnswer(problem, requestId);
  }
}

/** Logs a failure of ours with its cause. The caller's mistakes, and states that only need time, are not logged. */
export function logProblem(problem: HttpProblem, cause: unknown, where: Readonly<Record<string, unknown>>): void {
  if (problem.definition.status < 500 || isExpected(cause)) return;
  // Nobody but the operator can mend a refusal: it does not pass by itself.
  const isLasting = cause instanceof StoreError && cause.code === 'misconfigured';
  const level = problem.code === 'internal' || isLasting ? 'error' : 'warn';
  logger[level](`answered ${problem.code}`, { ...where, error: toError(cause) });
}

/** A state that a use case expects. If it has a cause, such as weights that cannot be read, it is logged. */
function isExpected(cause: unknown): boolean {
  return cause instanceof UseCaseError && cause.cause === undefined;
}

/** The problem to answer with for an error. An error that does not concern the caller is `internal`, without its cause. */
export function toProblem(cause: unknown): HttpProblem {
  if (cause instanceof HttpProblem) return cause;
  if (cause instanceof UseCaseError) return fromUseCaseError(cause);
  if (cause instanceof StoreError) return fromStoreError(cause);
  if (cause instanceof ModelFileError || cause instanceof SafetensorsError) {
    return new HttpProblem('model-not-ready', 'the weights of the model cannot be read');
  }
  return internalProblem();
}

function fromUseCaseError(error: UseCaseError): HttpProblem {
  const { retryAfterSeconds } = error;
  const extras = retryAfterSeconds === undefined ? {} : { retryAfterSeconds };
  if (error.code !== 'invalid-request') return new HttpProblem(error.code, error.message, extras);
  return invalidRequest(
    error.faults.map(({ path, parameter, code, detail }) =>
      parameter === undefined ? { pointer: jsonPointer(path), code, detail } : { parameter, code, detail },
    ),
  );
}

function fromStoreError(error: StoreError): HttpProblem {
  switch (error.code) {
    case 'unavailable':
    case 'index-not-ready':
    case 'misconfigured':
      return new HttpProblem('unavailable', 'a store does not answer now');
    case 'invalid-cursor':
      return new HttpProblem('invalid-cursor', 'cursor is not of this listing');
    case 'too-large':
      return new HttpProblem('product-too-large', error.message);
    default:
      return internalProblem();
  }
}

function internalProblem(): HttpProblem {
  return new HttpProblem('internal', 'the request failed; the log has the cause under its x-request-id');
}
