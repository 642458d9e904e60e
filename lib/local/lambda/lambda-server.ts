import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { DurableExecutions } from './durable-executions.ts';
import type { InvocationOutcome } from './lambda-messages.ts';

/** What the endpoint invokes. */
export interface Invokable {
  readonly invoke: (functionName: string, event: unknown) => Promise<InvocationOutcome>;
  readonly executions: DurableExecutions;
  /** Whether a function is there, and durable. */
  readonly kindOf: (functionName: string) => 'durable' | 'plain' | undefined;
}

const INVOCATION = /^\/2015-03-31\/functions\/([^/]+)\/invocations/;
const ACCEPTED = 202;

/** Lambda's Invoke, on loopback: waits for the answer of a plain function unless it is an event, starts a durable one by its name. */
export async function startLambdaServer(
  invokable: Invokable,
): Promise<{ endpoint: string; close: () => Promise<void> }> {
  const server = createServer((request, response) => {
    answer(invokable, request, response).catch((cause) => refuse(response, 500, 'ServiceException', String(cause)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { endpoint: `http://127.0.0.1:${port}`, close: () => closed(server) };
}

async function answer(invokable: Invokable, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const named = INVOCATION.exec(request.url ?? '')?.[1];
  if (request.method !== 'POST' || named === undefined)
    return refuse(response, 501, 'NotImplemented', 'only Invoke is played');
  const functionName = nameOf(decodeURIComponent(named));
  const kind = invokable.kindOf(functionName);
  if (kind === undefined)
    return refuse(response, 404, 'ResourceNotFoundException', `there is no function ${functionName}`);
  const event: unknown = JSON.parse((await bodyOf(request)) || '{}');
  const isEvent = request.headers['x-amz-invocation-type'] === 'Event';
  if (kind === 'plain' && isEvent) {
    // Nobody waits for it; what becomes of it is in the function's log.
    invokable.invoke(functionName, event).catch(() => {});
    return void response.writeHead(ACCEPTED).end();
  }
  if (kind === 'plain') return told(response, await invokable.invoke(functionName, event));
  const name = request.headers['x-amz-durable-execution-name'];
  if (typeof name !== 'string' || !isEvent) {
    return refuse(
      response,
      400,
      'InvalidParameterValueException',
      'a durable function is started by a name, as an event',
    );
  }
  invokable.executions.start(name, functionName, event);
  response.writeHead(ACCEPTED).end();
}

/** Of an ARN or a name, without its qualifier. */
function nameOf(named: string): string {
  const parts = named.split(':');
  return parts.length > 2 ? parts[6]! : parts[0]!;
}

function told(response: ServerResponse, outcome: InvocationOutcome): void {
  if (outcome.ok) {
    response.writeHead(200, { 'content-type': 'application/json' }).end(outcome.result);
    return;
  }
  const { errorType, errorMessage } = outcome;
  response
    .writeHead(200, { 'content-type': 'application/json', 'x-amz-function-error': 'Unhandled' })
    .end(JSON.stringify({ errorType, errorMessage }));
}

function refuse(response: ServerResponse, status: number, type: string, Message: string): void {
  response
    .writeHead(status, { 'content-type': 'application/json', 'x-amzn-errortype': type })
    .end(JSON.stringify({ Message }));
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
