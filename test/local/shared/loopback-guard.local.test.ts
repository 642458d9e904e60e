import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startDynamoDb } from '../../../lib/local/dynamodb/dynamodb-server.ts';
import { startHttpGateway } from '../../../lib/local/http/http-gateway.ts';
import type { DurableExecutions } from '../../../lib/local/lambda/durable-executions.ts';
import type { LambdaFunction } from '../../../lib/local/lambda/lambda-function.ts';
import { startLambdaServer } from '../../../lib/local/lambda/lambda-server.ts';
import { LocalLimits } from '../../../lib/local/limits/local-limits.ts';
import { startObjectServer } from '../../../lib/local/objects/object-server.ts';
import { findForeignSource } from '../../../lib/local/shared/loopback-guard.ts';

const names = ['gateway', 'objects', 'dynamodb', 'lambda'] as const;
const servers = new Map<string, { readonly url: string; close(): Promise<void> }>();
let invocations = 0;

beforeAll(async () => {
  const answer = { statusCode: 200, body: 'ok' };
  const invoke = async () => {
    invocations += 1;
    return { ok: true as const, result: JSON.stringify(answer) };
  };
  // The gateway calls only `invoke`, and no execution is started.
  const functions = new Map([['one', { invoke } as unknown as LambdaFunction]]);
  const executions = {} as DurableExecutions;
  const gateway = await startHttpGateway(0, [{ routeKey: '$default', functionName: 'one' }], functions);
  const [objects, dynamodb] = [await startObjectServer(), await startDynamoDb()];
  const lambda = await startLambdaServer({
    invoke,
    executions,
    kindOf: (name) => (name === 'one' ? 'plain' : undefined),
    limits: new LocalLimits(),
  });
  servers.set('gateway', gateway);
  for (const [name, { endpoint: url, close }] of Object.entries({ objects, dynamodb, lambda }))
    servers.set(name, { url, close });
});
afterAll(async () => {
  for (const server of servers.values()) await server.close();
});

/** Sends what `fetch` would not: any path, and any Host. @returns the status of the answer */
async function send(name: string, method: string, path: string, headers: Record<string, string> = {}, body = '') {
  const socket = connect(Number(new URL(servers.get(name)!.url).port), '127.0.0.1');
  const all = { host: '127.0.0.1', connection: 'close', 'content-length': String(body.length), ...headers };
  const lines = Object.entries(all).map(([header, value]) => `${header}: ${value}\r\n`);
  socket.end(`${method} ${path} HTTP/1.1\r\n${lines.join('')}\r\n${body}`);
  return Number(/^HTTP\/1\.1 (\d+)/.exec(await text(socket))?.[1]);
}

const listTables = { 'x-amz-target': 'DynamoDB_20120810.ListTables', 'content-type': 'application/x-amz-json-1.0' };
const invocation = '/2015-03-31/functions/one/invocations';
const usual = {
  gateway: ['GET', '/', {}, ''],
  objects: ['GET', '/', {}, ''],
  dynamodb: ['POST', '/', { ...listTables, authorization: 'x', 'x-amz-date': '20260101T000000Z' }, '{}'],
  lambda: ['POST', invocation, {}, '{}'],
} as const;

describe.each(names)('the local server of %s', (name) => {
  const [method, path, headers, body] = usual[name];
  const from = (more: Record<string, string>) => send(name, method, path, { ...headers, ...more }, body);

  it('answers programs and pages of this machine', async () => {
    for (const own of [{}, { host: 'localhost:3000' }, { host: '[::1]:3000' }, { origin: 'http://127.0.0.1:3000' }])
      expect(await from(own)).not.toBe(403);
  });

  it.each([
    ['a name that leads to this machine', { host: 'rebound.example' }],
    ['a name that begins like this machine', { host: '127.0.0.1.example' }],
    ['a page of the internet', { origin: 'https://shop.example' }],
    ['a page without an origin of its own', { origin: 'null' }],
    ['a page whose name begins like this machine', { origin: 'http://localhost.example' }],
  ])('refuses %s, before anything is done', async (_what, foreign) => {
    const before = invocations;
    expect(await from(foreign as Record<string, string>)).toBe(403);
    expect(invocations).toBe(before);
  });

  it('answers a request for any path, and a body that is not JSON, without a fault of its own', async () => {
    for (const odd of [
      '//',
      '///',
      '/%',
      '/%ff',
      '//x/y',
      '/?a=%',
      '/2015-03-31/functions/%ff/invocations',
      invocation,
    ])
      for (const verb of ['GET', 'POST', 'PUT', 'DELETE', 'OPTIONS']) {
        const given = { ...headers, 'content-type': 'application/json' };
        expect([verb, odd, await send(name, verb, odd, given, '{bad')]).not.toEqual([verb, odd, 500]);
      }
    expect(await send('objects', 'POST', '/', { 'content-type': 'application/json' }, '{bad')).toBe(400);
    expect(await send('lambda', 'POST', invocation, {}, '{bad')).toBe(400);
    expect(await send('lambda', 'POST', '/2015-03-31/functions/%ff/invocations')).toBe(404);
  });
});

it('a refusal says which header is wrong, and what to use', () => {
  expect(findForeignSource({ host: 'x' })).toBe('the header Host is "x": use http://127.0.0.1 or http://localhost');
  expect(findForeignSource({ host: 'localhost', origin: 'file://' })).toContain('the page "file://"');
  expect(findForeignSource({ host: '127.0.0.1:1', origin: 'https://localhost:2' })).toBeUndefined();
});
