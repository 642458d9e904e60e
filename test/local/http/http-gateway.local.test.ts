import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type HttpGateway, startHttpGateway } from '../../../lib/local/http/http-gateway.ts';
import { type LambdaFunction, THROTTLED } from '../../../lib/local/lambda/lambda-function.ts';
import type { InvocationOutcome } from '../../../lib/local/lambda/lambda-messages.ts';
import { LocalLimits } from '../../../lib/local/limits/local-limits.ts';

const failed = (errorType: string): InvocationOutcome => ({ ok: false, errorType, errorMessage: 'no' });
const answered = (result: unknown): InvocationOutcome => ({ ok: true, result: JSON.stringify(result) });

const outcomes: Readonly<Record<string, InvocationOutcome>> = {
  '/text': answered({ statusCode: 201, headers: { 'x-one': 1 }, cookies: ['a=1', 'b=2'], body: 'ü' }),
  '/binary': answered({ statusCode: 200, body: '/wA=', isBase64Encoded: true }),
  '/empty': answered({ statusCode: 204 }),
  '/slow': failed('Sandbox.Timedout'),
  '/broken': failed('TypeError'),
  '/too-large': failed('Function.ResponseSizeTooLarge'),
  '/malformed': answered('text'),
  '/busy': THROTTLED,
};

/** Seconds after which the gateway of these tests does not wait any longer, and bytes that a function takes. */
const limits = new LocalLimits({ limitValues: { integrationSeconds: 0.05, invocationBytes: 1024 ** 2 } });

let gateway: HttpGateway;
const events: { readonly rawPath: string; readonly body?: string }[] = [];

beforeAll(async () => {
  const invoke = async (event: unknown) => {
    const request = event as (typeof events)[number];
    events.push(request);
    return outcomes[request.rawPath] ?? new Promise<never>(() => {});
  };
  const routes = [...Object.keys(outcomes), '/endless'].map((path) => ({
    routeKey: `ANY ${path}`,
    functionName: 'one',
  }));
  // The gateway calls only `invoke`.
  gateway = await startHttpGateway(0, routes, new Map([['one', { invoke } as unknown as LambdaFunction]]), limits);
});
afterAll(() => gateway.close());

describe('the local HTTP gateway', () => {
  it('passes the request body to the function, and answers with its status, headers, cookies and text', async () => {
    const answer = await fetch(`${gateway.url}/text`, { method: 'POST', body: 'hello' });
    expect([answer.status, answer.headers.get('x-one'), await answer.text()]).toEqual([201, '1', 'ü']);
    expect(answer.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
    expect(events.at(-1)).toMatchObject({ rawPath: '/text', body: 'hello' });
  });

  it('says nothing of a caller that goes before its body has come', async () => {
    const said = vi.spyOn(console, 'error');
    const { hostname, port } = new URL(gateway.url);
    const socket = connect(Number(port), hostname);
    socket.write(`PUT /text HTTP/1.1\r\nHost: ${hostname}\r\nContent-Length: 9\r\n\r\nhalf`);
    await fetch(`${gateway.url}/text`);
    socket.destroy();
    await once(socket, 'close');
    await fetch(`${gateway.url}/text`);
    expect(said).not.toHaveBeenCalled();
    said.mockRestore();
  });

  it('decodes a base64 body', async () => {
    const bytes = await (await fetch(`${gateway.url}/binary`)).bytes();
    expect([...bytes]).toEqual([0xff, 0x00]);
  });

  it.each([
    ['/empty', 204, ''],
    ['/slow', 502, '{"message":"Internal Server Error"}'],
    ['/busy', 503, '{"message":"Service Unavailable"}'],
    ['/endless', 503, '{"message":"Service Unavailable"}'],
    ['/empty//', 404, '{"message":"Not Found"}'],
    ['//empty', 404, '{"message":"Not Found"}'],
    ['/empty%2F', 404, '{"message":"Not Found"}'],
    ['/empty%3Fa=1', 204, ''],
    ['/broken', 502, '{"message":"Internal Server Error"}'],
    ['/too-large', 502, '{"message":"Internal Server Error"}'],
    ['/malformed', 502, '{"message":"Internal Server Error"}'],
    ['/unknown', 404, '{"message":"Not Found"}'],
    ['/text%zz', 400, '{"message":"Bad Request"}'],
  ])('answers %s with %i, as API Gateway does', async (path, status, text) => {
    const answer = await fetch(gateway.url + path);
    expect([answer.status, await answer.text()]).toEqual([status, text]);
  });

  it('answers 431 to a request line above 10,240 bytes without invoking the function', async () => {
    const before = events.length;
    const ask = (characters: number) => fetch(`${gateway.url}/empty?excludeIds=${'a'.repeat(characters)}`);
    expect((await ask(10_240)).status).toBe(431);
    expect(events).toHaveLength(before);
    expect((await ask(9000)).status).toBe(204);
    expect(limits.counts().met).toMatchObject({ requestHeadBytes: 1 });
  });

  it('answers 400 to what is no request', async () => {
    const socket = connect(Number(new URL(gateway.url).port), '127.0.0.1');
    socket.write('hello\r\n\r\n');
    expect(String(await once(socket, 'data'))).toMatch(/^HTTP\/1.1 400 Bad Request\r\n/);
  });

  it('answers 413 to a body that is too large for a function, with what is around it and escaped', async () => {
    const before = events.length;
    const ask = (body: string) => fetch(`${gateway.url}/text`, { method: 'POST', body });
    expect((await ask('"'.repeat(600_000))).status).toBe(413);
    expect((await ask('x'.repeat(1024 ** 2))).status).toBe(413);
    expect([events.length, limits.counts().met.invocationBytes]).toEqual([before, 2]);
    expect((await ask('x'.repeat(1_000_000))).status).toBe(201);
  });

  it('answers 413 to a body above 10 MiB without invoking the function', async () => {
    const before = events.length;
    const answer = await fetch(`${gateway.url}/text`, { method: 'POST', body: new Uint8Array(10 * 1024 ** 2 + 1) });
    expect([answer.status, events.length]).toEqual([413, before]);
    expect(limits.counts().met).toMatchObject({ requestBodyBytes: 1 });
  });
});
