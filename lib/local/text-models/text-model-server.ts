import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { TokenBucket } from '../limits/token-bucket.ts';
import { closeServer, listenOnLoopback } from '../shared/loopback-server.ts';
import { invokeModel, ModelRefusal } from './invoke-model.ts';

const INVOCATION = /^\/model\/([^/]+)\/invoke$/;
const SECONDS_PER_MINUTE = 60;

export interface TextModelServerOptions {
  /** The quota of all models together. Unused tokens of a minute may be used at once. @default none */
  readonly tokensPerMinute?: number;
  /** @default that of the process */
  readonly nowMilliseconds?: () => number;
  /** Decides what a request meets in place of an answer. @default nothing */
  readonly failureOf?: () => ModelRefusal | undefined;
}

/** The models on this machine. */
export interface TextModelServer {
  readonly endpoint: string;
  readonly close: () => Promise<void>;
}

/** Serves Bedrock's InvokeModel on loopback, for the models that embed texts. */
export async function startTextModelServer(options: TextModelServerOptions = {}): Promise<TextModelServer> {
  const { tokensPerMinute = Number.POSITIVE_INFINITY, nowMilliseconds = () => performance.now() } = options;
  const quota = new TokenBucket(tokensPerMinute / SECONDS_PER_MINUTE, SECONDS_PER_MINUTE, nowMilliseconds);
  const server = createServer((request, response) => {
    answer(request, quota, options).then(
      (body) => send(response, 200, body),
      (cause) => refuse(response, cause),
    );
  });
  return { endpoint: await listenOnLoopback(server, 0), close: () => closeServer(server) };
}

async function answer(
  request: IncomingMessage,
  quota: TokenBucket,
  { failureOf }: TextModelServerOptions,
): Promise<object> {
  const name = INVOCATION.exec(request.url ?? '')?.[1];
  const body = await text(request);
  if (request.method !== 'POST' || name === undefined)
    throw new ModelRefusal('UnknownOperationException', 404, 'this server only supports POST /model/NAME/invoke');
  const failure = failureOf?.();
  if (failure) throw failure;
  if (!quota.hasUnits())
    throw new ModelRefusal('ThrottlingException', 429, 'Too many tokens, please wait before trying again.');
  const answered = invokeModel(decodeURIComponent(name), parseJson(body));
  quota.spend(answered.tokens);
  return answered.body;
}

/** The value, or undefined for text that is not JSON. */
function parseJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

function refuse(response: ServerResponse, cause: unknown): void {
  if (cause instanceof ModelRefusal) {
    response.setHeader('x-amzn-errortype', cause.name);
    send(response, cause.status, { message: cause.message });
    return;
  }
  response.setHeader('x-amzn-errortype', 'InternalServerException');
  send(response, 500, { message: String(cause) });
}

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
