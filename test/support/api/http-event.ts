import type { HttpEvent } from '../../../lambdas/http/http-request.ts';
import { routes } from '../../../lambdas/http/routes.ts';

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
 * The event of a request, as API Gateway makes it (payload format 2.0): route key and path parameters by the list of
 * routes, `$default` for what none of them takes.
 * @param target Path, percent-encoded, and query string.
 */
export function httpEvent(
  method: string,
  target: string,
  { body, headers = {}, authorizer }: EventOptions = {},
): HttpEvent {
  const [rawPath, rawQueryString = ''] = target.split('?', 2) as [string, string?];
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return {
    rawPath,
    rawQueryString,
    ...matchOf(method, rawPath),
    headers: { ...(text !== undefined && { 'content-type': 'application/json' }), ...headers },
    requestContext: { requestId: testRequestId, http: { method }, ...(authorizer && { authorizer }) },
    ...(text !== undefined && { body: text }),
    isBase64Encoded: false,
  };
}

function matchOf(method: string, path: string): Pick<HttpEvent, 'routeKey' | 'pathParameters'> {
  for (const route of routes) {
    const named = route.path.replace(/\{(\w+)(\+?)\}/g, (_, name, rest) => `(?<${name}>${rest ? '.+' : '[^/]+'})`);
    const match = new RegExp(`^${named}$`).exec(path);
    if (match && route.method === method) {
      return { routeKey: `${route.method} ${route.path}`, pathParameters: { ...match.groups } };
    }
  }
  return { routeKey: '$default', pathParameters: {} };
}
