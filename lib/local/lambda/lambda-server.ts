import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { fullJitter } from '../../../lambdas/shared/retry.ts';
import type { LocalLimits } from '../limits/local-limits.ts';
import { closeServer, listenOnLoopback } from '../shared/loopback-server.ts';
import type { DurableExecutions } from './durable-executions.ts';
import { THROTTLED } from './lambda-function.ts';
import type { InvocationOutcome } from './lambda-messages.ts';

/** The functions behind the endpoint. */
export interface Invokable {
  readonly invoke: (functionName: string, event: unknown) => Promise<InvocationOutcome>;
  readonly executions: DurableExecutions;
  /** Whether a function is durable; undefined if it does not exist. */
  readonly kindOf: (functionName: string) => 'durable' | 'plain' | undefined;
  readonly limits: LocalLimits;
}

const INVOCATION = /^\/2015-03-31\/functions\/([^/]+)\/invocations/;
const ACCEPTED = 202;

/**
 * Serves Lambda's Invoke on loopback. A plain function is awaited unless it is invoked as an event; a durable function
 * is started by the name of its execution.
 */
export async function startLambdaServer(
  invokable: Invokable,
): Promise<{ endpoint: string; close: () => Promise<void> }> {
  const server = createServer((request, response) => {
    answer(invokable, request, response).catch((cause) => refuse(response, 500, 'ServiceException', String(cause)));
  });
  return { endpoint: await listenOnLoopback(server, 0), close: () => closeServer(server) };
}

async function answer(invokable: Invokable, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const named = INVOCATION.exec(request.url ?? '')?.[1];
  if (request.method !== 'POST' || named === undefined)
    return refuse(
      response,
      501,
      'NotImplemented',
      'this server only supports Invoke: POST /2015-03-31/functions/NAME/invocations',
    );
  const functionName = nameOf(readName(named));
  const kind = invokable.kindOf(functionName);
  if (kind === undefined)
    return refuse(response, 404, 'ResourceNotFoundException', `function ${functionName} does not exist`);
  const body = await readBody(request);
  const isEvent = request.headers['x-amz-invocation-type'] === 'Event';
  const limit = isEvent ? 'asyncInvocationBytes' : 'invocationBytes';
  if (Buffer.byteLength(body) > invokable.limits.valueOf(limit)) {
    invokable.limits.meet(limit);
    const message = `${Buffer.byteLength(body)} byte payload is too large (limit ${invokable.limits.valueOf(limit)} bytes)`;
    return refuse(response, 413, 'RequestTooLargeException', message);
  }
  const event = readEvent(body);
  if (event === undefined) return refuse(response, 400, 'InvalidRequestContentException', 'the event is not JSON');
  if (kind === 'plain' && isEvent) {
    // The caller does not wait; errors are in the function's log.
    invokeUntilAccepted(invokable, functionName, event).catch(() => {});
    return void response.writeHead(ACCEPTED).end();
  }
  if (kind === 'plain') return sendOutcome(response, await invokable.invoke(functionName, event));
  const name = request.headers['x-amz-durable-execution-name'];
  if (typeof name !== 'string' || !isEvent) {
    return refuse(
      response,
      400,
      'InvalidParameterValueException',
      'a durable function must be invoked as an event with the name of an execution',
    );
  }
  invokable.executions.start(name, functionName, event);
  response.writeHead(ACCEPTED).end();
}

/** Invokes a function again while too many executions run, as Lambda does for an event. */
async function invokeUntilAccepted({ invoke }: Invokable, functionName: string, event: unknown): Promise<void> {
  const backoff = fullJitter();
  for (let failures = 1; (await invoke(functionName, event)) === THROTTLED; failures++) await backoff.wait(failures);
}

/** Decoded; as it is if it is not encoded. */
function readName(named: string): string {
  try {
    return decodeURIComponent(named);
  } catch {
    return named;
  }
}

/** @returns undefined if the body is not JSON. */
function readEvent(body: string): unknown {
  try {
    return JSON.parse(body || '{}');
  } catch {
    return undefined;
  }
}

/** The name of a function, from its ARN or its name, without a qualifier. */
function nameOf(named: string): string {
  const parts = named.split(':');
  return parts.length > 2 ? parts[6]! : parts[0]!;
}

function sendOutcome(response: ServerResponse, outcome: InvocationOutcome): void {
  if (outcome.ok) {
    response.writeHead(200, { 'content-type': 'application/json' }).end(outcome.result);
    return;
  }
  const { errorType, errorMessage } = outcome;
  if (outcome === THROTTLED) {
    refuse(response, 429, errorType, errorMessage);
    return;
  }
  response
    .writeHead(200, { 'content-type': 'application/json', 'x-amz-function-error': 'Unhandled' })
    .end(JSON.stringify({ errorType, errorMessage }));
}

function refuse(response: ServerResponse, status: number, type: string, Message: string): void {
  response
    .writeHead(status, { 'content-type': 'application/json', 'x-amzn-errortype': type })
    .end(JSON.stringify({ Message }));
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
