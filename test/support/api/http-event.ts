import type { HttpEvent } from '../../../lambdas/http/http-request.ts';
import { consoleRouteKeys, routes } from '../../../lambdas/http/routes.ts';
import { decodePath } from '../../../lib/local/http/decoded-path.ts';
import { RouteMatcher } from '../../../lib/local/http/route-matcher.ts';

const matcher = new RouteMatcher(
  [...routes.map(({ method, path }) => `${method} ${path}`), ...consoleRouteKeys, '$default'].map((routeKey) => ({
    routeKey,
    functionName: routeKey,
  })),
);

/** The id of every request that tests make; such as API Gateway gives them. */
export const testRequestId = 'JKJaXmPLvHcESHA=';

export interface EventOptions {
  /** Sent as JSON, unless it is text. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** What the gateway has made sure of. */
  readonly authorizer?: NonNullable<HttpEvent['requestContext']['authorizer']>;
}

/**
 * The event of a request, as API Gateway makes it (payload format 2.0): route key and decoded path parameters by the list of
 * routes, `$default` for what none of them takes.
 * @param target Path, percent-encoded, and query string.
 */
export function httpEvent(
  method: string,
  target: string,
  { body, headers = {}, authorizer }: EventOptions = {},
): HttpEvent {
  const [sentPath, rawQueryString = ''] = target.split('?', 2) as [string, string?];
  // The gateway refuses what it cannot decode; here a function gets it as it is.
  const rawPath = decodePath(sentPath) ?? sentPath;
  const { route, pathParameters } = matcher.match(method, rawPath)!;
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return {
    rawPath,
    rawQueryString,
    routeKey: route.routeKey,
    pathParameters,
    headers: { ...(text !== undefined && { 'content-type': 'application/json' }), ...headers },
    requestContext: { requestId: testRequestId, http: { method }, ...(authorizer && { authorizer }) },
    ...(text !== undefined && { body: text }),
    isBase64Encoded: false,
  };
}
