import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { LOCAL_ACCOUNT } from '../template/intrinsic-functions.ts';
import type { RouteMatch } from './route-matcher.ts';

const TEXTUAL = /^(text\/|application\/(json|javascript|xml|[\w.-]+\+json|x-www-form-urlencoded))/;

/** The route of a request, and its decoded path. */
export type MatchedRequest = RouteMatch & { readonly path: string };

/** A request in the form that an HTTP API passes to a function: payload format 2.0. */
export function buildHttpEvent(
  request: IncomingMessage,
  match: MatchedRequest,
  body: Buffer,
  now: Date,
): APIGatewayProxyEventV2 {
  const rawQueryString = (request.url ?? '/').split('?').slice(1).join('?');
  const { cookie, ...headers } = flatHeaders(request);
  const isBinary = body.length > 0 && !TEXTUAL.test(headers['content-type'] ?? 'application/json');
  return {
    version: '2.0',
    routeKey: match.route.routeKey,
    rawPath: match.path,
    rawQueryString,
    ...(cookie === undefined ? {} : { cookies: cookie.split('; ') }),
    headers,
    ...(rawQueryString === '' ? {} : { queryStringParameters: queryParameters(rawQueryString) }),
    ...(Object.keys(match.pathParameters).length === 0 ? {} : { pathParameters: { ...match.pathParameters } }),
    requestContext: {
      accountId: LOCAL_ACCOUNT,
      apiId: 'local',
      domainName: headers.host ?? '127.0.0.1',
      domainPrefix: 'local',
      http: {
        method: request.method ?? 'GET',
        path: match.path,
        protocol: `HTTP/${request.httpVersion}`,
        sourceIp: request.socket.remoteAddress ?? '127.0.0.1',
        userAgent: headers['user-agent'] ?? '',
      },
      requestId: randomUUID(),
      routeKey: match.route.routeKey,
      stage: '$default',
      time: now.toUTCString(),
      timeEpoch: now.getTime(),
    },
    ...(body.length === 0 ? {} : { body: body.toString(isBinary ? 'base64' : 'utf8') }),
    isBase64Encoded: isBinary,
  };
}

/** Lower-case names, repeated headers joined by commas. */
function flatHeaders(request: IncomingMessage): Record<string, string> {
  const given = Object.entries(request.headers).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given.map(([name, value]) => [name, Array.isArray(value) ? value.join(',') : value!]));
}

/** Repeated parameters joined by commas. */
function queryParameters(rawQueryString: string): Record<string, string> {
  const parameters = new URLSearchParams(rawQueryString);
  return Object.fromEntries([...new Set(parameters.keys())].map((name) => [name, parameters.getAll(name).join(',')]));
}
