import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { LambdaFunction } from '../lambda/lambda-function.ts';
import type { InvocationOutcome } from '../lambda/lambda-messages.ts';
import { closeServer, listenOnLoopback } from '../shared/loopback-server.ts';
import type { RouteModel } from '../template/stack-model.ts';
import { decodePath } from './decoded-path.ts';
import { buildHttpEvent } from './http-event.ts';
import { RouteMatcher } from './route-matcher.ts';

/** API Gateway's limit for the request line and the headers together. */
const MAX_HEADER_BYTES = 10 * 1024;
/** API Gateway's limit for the body of a request. */
const MAX_BODY_BYTES = 10 * 1024 ** 2;

interface ProxyResult {
  readonly statusCode: number;
  readonly headers?: Readonly<Record<string, string | number | boolean>>;
  readonly cookies?: readonly string[];
  readonly body?: string;
  readonly isBase64Encoded?: boolean;
}

/** The running HTTP API. */
export interface HttpGateway {
  /** Such as `http://127.0.0.1:3000`. */
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Serves the routes of the template on loopback, as an HTTP API does, but without authorization.
 * @param port 0 for any free port
 */
export async function startHttpGateway(
  port: number,
  routes: readonly RouteModel[],
  functions: ReadonlyMap<string, LambdaFunction>,
): Promise<HttpGateway> {
  const matcher = new RouteMatcher(routes);
  const server = createServer({ maxHeaderSize: MAX_HEADER_BYTES }, (request, response) => {
    answer(request, response, matcher, functions).catch((cause) => {
      console.error('gateway:', cause);
      if (!response.headersSent) sendMessage(response, 500, 'Internal Server Error');
    });
  });
  return { url: await listenOnLoopback(server, port), close: () => closeServer(server) };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  matcher: RouteMatcher,
  functions: ReadonlyMap<string, LambdaFunction>,
): Promise<void> {
  const path = decodePath(request.url ?? '/');
  const body = await readBody(request);
  if (body === undefined) return sendMessage(response, 413, 'Request Too Long');
  if (path === undefined) return sendMessage(response, 400, 'Bad Request');
  const match = matcher.match(request.method ?? 'GET', path);
  if (match === undefined) return sendMessage(response, 404, 'Not Found');
  const outcome = await functions
    .get(match.route.functionName)!
    .invoke(buildHttpEvent(request, { ...match, path }, body, new Date()));
  sendOutcome(response, outcome);
}

async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  const { 'content-length': length, 'transfer-encoding': encoding } = request.headers;
  if (encoding === undefined && Number(length ?? 0) === 0) return Buffer.alloc(0);
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += chunk.length;
    if (bytes <= MAX_BODY_BYTES) chunks.push(chunk);
  }
  return bytes > MAX_BODY_BYTES ? undefined : Buffer.concat(chunks);
}

function sendOutcome(response: ServerResponse, outcome: InvocationOutcome): void {
  if (!outcome.ok) {
    const timedOut = outcome.errorType === 'Sandbox.Timedout';
    sendMessage(response, timedOut ? 503 : 500, timedOut ? 'Service Unavailable' : 'Internal Server Error');
    return;
  }
  const result = JSON.parse(outcome.result) as ProxyResult | null;
  if (!result || !Number.isInteger(result.statusCode)) {
    sendMessage(response, 500, 'Internal Server Error');
    return;
  }
  for (const [name, value] of Object.entries(result.headers ?? {})) response.setHeader(name, String(value));
  if (result.cookies) response.setHeader('set-cookie', result.cookies);
  response.writeHead(result.statusCode);
  response.end(
    result.body === undefined ? undefined : Buffer.from(result.body, result.isBase64Encoded ? 'base64' : 'utf8'),
  );
}

/** An answer of API Gateway itself. */
function sendMessage(response: ServerResponse, status: number, message: string): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify({ message }));
}
