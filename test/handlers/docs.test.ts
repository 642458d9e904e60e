import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { problems } from '../../lambdas/http/problems.ts';
import { openApi } from '../support/api/documented-answers.ts';
import { memoryApi } from '../support/api/memory-api.ts';

afterAll(() => vi.resetModules());

let api: Awaited<ReturnType<typeof memoryApi>>;

beforeAll(async () => {
  api = await memoryApi();
});

describe('GET /v1/openapi.json', () => {
  it('is the committed document', async () => {
    expect((await api.request('GET', '/v1/openapi.json')).json).toEqual(openApi);
  });
});

describe('GET /v1/docs', () => {
  it('is a page, compressed if the client takes that', async () => {
    const plain = await api.request('GET', '/v1/docs');
    expect(plain.headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      vary: 'accept-encoding, origin',
    });
    expect(plain.headers).not.toHaveProperty('content-encoding');
    expect(Buffer.from(plain.bytes).toString()).toContain('<!doctype html>');
    const compressed = await api.request('GET', '/v1/docs', { headers: { 'Accept-Encoding': 'br, gzip' } });
    expect(compressed.headers['content-encoding']).toBe('gzip');
    expect(gunzipSync(compressed.bytes)).toEqual(Buffer.from(plain.bytes));
  });
});

describe('GET /v1/problems/{code}', () => {
  it.each(Object.entries(problems))('describes %s, at the address that its problems name', async (code, known) => {
    const { status, json } = await api.request('GET', `/v1/problems/${code}`);
    expect({ status, json }).toEqual({ status: 200, json: { type: `/v1/problems/${code}`, code, ...known } });
  });

  it.each(['nothing', 'toString', '__proto__'])('is 404 for %s, which is no code', async (code) => {
    const { status, json } = await api.request('GET', `/v1/problems/${code}`);
    expect({ status, code: json.code, type: json.type }).toEqual({
      status: 404,
      code: 'problem-not-found',
      type: '/v1/problems/problem-not-found',
    });
  });
});
