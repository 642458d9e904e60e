import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { type LambdaFunction, THROTTLED } from '../lambda/lambda-function.ts';
import type { InvocationOutcome } from '../lambda/lambda-messages.ts';
import { LocalLimits } from '../limits/local-limits.ts';
import { closeServer, listenOnLoopback } from '../shared/loopback-server.ts';
import type { RouteModel } from '../template/stack-model.ts';
import { decodePath } from './decoded-path.ts';
import { buildHttpEvent } from './http-event.ts';
import { RouteMatcher } from './route-matcher.ts';

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
  limits = new LocalLimits(),
): Promise<HttpGateway> {
  const around = { matcher: new RouteMatcher(routes), functions, limits };
  const server = createServer({ maxHeaderSize: limits.valueOf('requestHeadBytes') }, (request, response) => {
    answer(request, response, around).catch((cause) => {
      // The caller has gone before its body came: nobody waits for an answer.
      if (request.destroyed && !request.complete) return;
      console.error('gateway:', cause);
      if (!response.headersSent) sendMessage(response, 500, 'Internal Server Error');
    });
  });
  server.on('clientError', (cause: NodeJS.ErrnoException, socket) => refuseBadRequest(cause, socket, limits));
  return { url: await listenOnLoopback(server, port), close: () => closeServer(server) };
}

/** What the gateway answers with. */
interface Surroundings {
  readonly matcher: RouteMatcher;
  readonly functions: ReadonlyMap<string, LambdaFunction>;
  readonly limits: LocalLimits;
}

/** Answers what is no request of HTTP, or has too large a head. */
function refuseBadRequest(cause: NodeJS.ErrnoException, socket: Duplex, limits: LocalLimits): void {
  const isTooLarge = cause.code === 'HPE_HEADER_OVERFLOW';
  if (isTooLarge) limits.meet('requestHeadBytes');
  if (!socket.writable) return void socket.destroy();
  const status = isTooLarge ? '431 Request Header Fields Too Large' : '400 Bad Request';
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

async function answer(request: IncomingMessage, response: ServerResponse, around: Surroundings): Promise<void> {
  const { matcher, functions, limits } = around;
  const path = decodePath(request.url ?? '/');
  const body = await readBody(request, limits);
  if (body === undefined) return sendMessage(response, 413, 'Request Too Long');
  if (path === undefined) return sendMessage(response, 400, 'Bad Request');
  const match = matcher.match(request.method ?? 'GET', path);
  if (match === undefined) return sendMessage(response, 404, 'Not Found');
  const event = buildHttpEvent(request, { ...match, path }, body, new Date());
  // A shorter body fits however it is escaped, and only a long one is worth measuring.
  const isLong = body.length > limits.valueOf('invocationBytes') / 8;
  if (isLong && Buffer.byteLength(JSON.stringify(event)) > limits.valueOf('invocationBytes')) {
    limits.meet('invocationBytes');
    return sendMessage(response, 413, 'Request Too Long');
  }
  const outcome = await inTime(functions.get(match.route.functionName)!.invoke(event), limits);
  if (outcome === undefined) sendMessage(response, 503, 'Service Unavailable');
  else sendOutcome(response, outcome);
}

/** The outcome of a function; undefined after the time of the gateway. The function goes on. */
async function inTime(
  invocation: Promise<InvocationOutcome>,
  limits: LocalLimits,
): Promise<InvocationOutcome | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const end = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => {
      limits.meet('integrationSeconds');
      resolve(undefined);
    }, limits.valueOf('integrationSeconds') * 1000);
  });
  return Promise.race([invocation, end]).finally(() => clearTimeout(timer));
}

/** @returns undefined for a body that is too large */
async function readBody(request: IncomingMessage, limits: LocalLimits): Promise<Buffer | undefined> {
  const { 'content-length': length, 'transfer-encoding': encoding } = request.headers;
  if (encoding === undefined && Number(length ?? 0) === 0) return Buffer.alloc(0);
  const most = limits.valueOf('requestBodyBytes');
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += chunk.length;
    if (bytes <= most) chunks.push(chunk);
  }
  if (bytes <= most) return Buffer.concat(chunks);
  limits.meet('requestBodyBytes');
  return undefined;
}

/**
 * The answer for a function that ran and failed (an error, its timeout, a result above 6 MB) or returned something else than a
 * response: https://docs.aws.amazon.com/lambda/latest/dg/services-apigateway-errors.html
 */
const FUNCTION_FAILED = 502;

function sendOutcome(response: ServerResponse, outcome: InvocationOutcome): void {
  if (!outcome.ok) {
    if (outcome === THROTTLED) sendMessage(response, 503, 'Service Unavailable');
    else sendMessage(response, FUNCTION_FAILED, 'Internal Server Error');
    return;
  }
  const result = JSON.parse(outcome.result) as ProxyResult | null;
  if (!result || !Number.isInteger(result.statusCode)) {
    sendMessage(response, FUNCTION_FAILED, 'Internal Server Error');
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
