import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConsoleFiles } from '../../../lambdas/composition/console-files.ts';
import { type ConsoleConfig, ConsoleSite } from '../../../lambdas/http/console-site.ts';
import { HttpRequest } from '../../../lambdas/http/http-request.ts';
import { type Answer, buildHttpResponse } from '../../../lambdas/http/http-response.ts';
import { writeConsoleFiles } from '../../../lib/constructs/console-build.ts';
import { type Answers, type AskedRequest, findOperation, problem, Refusal } from './fake-api.ts';

/** The console as the service serves it, before an API that gives the answers of a test. */
export interface ConsoleServer {
  /** Such as `http://127.0.0.1:40001`. */
  readonly url: string;
  /** The requests that came to the API, the oldest first. */
  readonly asked: readonly AskedRequest[];
  /** Operations that were asked for although the test has no answer. */
  readonly unanswered: readonly string[];
  /** Replaces the answers, and forgets what was asked. */
  answer(answers: Answers): void;
  close(): Promise<void>;
}

/** Builds the console if needed, and serves it with these answers. */
export async function startConsole(
  answers: Answers,
  authorization: ConsoleConfig['authorization'] = 'none',
): Promise<ConsoleServer> {
  const site = new ConsoleSite(
    await builtFiles(),
    { authorization, region: 'eu-central-1' },
    { uploadOrigin: 'http://127.0.0.1' },
  );
  let current = answers;
  const asked: AskedRequest[] = [];
  const unanswered: string[] = [];
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url!, 'http://console');
    if (!pathname.startsWith('/v1/')) return sendFile(site, request, pathname, response);
    const one = await readAsked(request);
    asked.push(one);
    const reply = current[one.operation];
    if (reply === undefined) unanswered.push(one.operation);
    return send(response, reply ? await reply(one) : problem('internal', `the test has no answer to ${one.operation}`));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    unanswered,
    answer: (next) => {
      current = next;
      asked.splice(0);
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}

let files: Promise<ReadonlyMap<string, Uint8Array>> | undefined;

/** The files of the console, as they are in the bundle of its function. */
export function builtFiles(): Promise<ReadonlyMap<string, Uint8Array>> {
  files ??= (async () => {
    const folder = mkdtempSync(join(tmpdir(), 'kindred-console-'));
    try {
      writeConsoleFiles(folder);
      return await readConsoleFiles(folder);
    } finally {
      rmSync(folder, { recursive: true });
    }
  })();
  return files;
}

/** The answer of the site to a request for a path. */
export function askSite(site: ConsoleSite, path: string, headers: Readonly<Record<string, string>> = {}): Answer {
  const request = new HttpRequest({
    routeKey: '',
    rawPath: path,
    headers,
    requestContext: { requestId: 'test', http: { method: 'GET' } },
    isBase64Encoded: false,
  });
  return path === '/' ? site.page(request) : site.asset(request, path.replace('/assets/', ''));
}

function sendFile(site: ConsoleSite, request: IncomingMessage, path: string, response: ServerResponse): void {
  try {
    const answer = askSite(site, path, request.headers as Record<string, string>);
    const { statusCode, headers, body } = buildHttpResponse(answer, 'test');
    response.writeHead(statusCode, headers).end(Buffer.from(body, 'base64'));
  } catch {
    response.writeHead(404).end();
  }
}

async function readAsked(request: IncomingMessage): Promise<AskedRequest> {
  const { pathname, searchParams } = new URL(request.url!, 'http://console');
  const found = findOperation(request.method!, pathname);
  if (found === undefined) throw new Error(`the API has no operation ${request.method} ${pathname}`);
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const text = Buffer.concat(chunks).toString();
  return {
    ...found,
    query: searchParams,
    body: text === '' ? undefined : JSON.parse(text),
    headers: request.headers as Record<string, string>,
  };
}

function send(response: ServerResponse, reply: unknown): void {
  if (reply instanceof Uint8Array) {
    response.writeHead(200, { 'content-type': 'application/octet-stream', 'x-request-id': 'test' }).end(reply);
    return;
  }
  if (typeof reply === 'string') {
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'x-request-id': 'test' }).end(reply);
    return;
  }
  const { status, body, type } = reply instanceof Refusal ? reply : new Refusal(200, reply);
  response.writeHead(status, { 'content-type': type, 'x-request-id': 'test' });
  response.end(body === undefined ? undefined : JSON.stringify(body));
}
