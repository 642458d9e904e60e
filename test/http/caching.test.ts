import { describe, expect, it } from 'vitest';
import { addCaching, computeWeakETag, keptFor, NOT_KEPT } from '../../lambdas/http/caching.ts';
import { HttpRequest } from '../../lambdas/http/http-request.ts';
import type { HttpResponse } from '../../lambdas/http/http-response.ts';
import { httpEvent } from '../support/api/http-event.ts';

const body = '{"a":1}';
const tag = computeWeakETag(body);

function cached(
  headers: Record<string, string> = {},
  {
    method = 'GET',
    ifNoneMatch,
    statusCode = 200,
  }: { method?: string; ifNoneMatch?: string; statusCode?: number } = {},
): HttpResponse {
  const sent = ifNoneMatch === undefined ? {} : { 'If-None-Match': ifNoneMatch };
  const request = new HttpRequest(httpEvent(method, '/v1/models', { headers: sent }));
  const all = { 'content-type': 'application/json', 'x-request-id': 'r', ...headers };
  return addCaching(request, { statusCode, headers: all, body, isBase64Encoded: false });
}

describe('addCaching', () => {
  it('gives the answer of a GET a tag of its body, and lets only its caller keep it', () => {
    expect(cached()).toEqual({
      statusCode: 200,
      headers: {
        'content-type': 'application/json',
        'x-request-id': 'r',
        'cache-control': 'private, no-cache',
        etag: tag,
        vary: 'origin',
      },
      body,
      isBase64Encoded: false,
    });
    expect(tag).toMatch(/^W\/"[0-9a-f]{32}"$/);
    expect(computeWeakETag('{"a":2}')).not.toBe(tag);
  });

  it('keeps the tag, the time and the Vary of an operation', () => {
    const own = { etag: '"1"', 'cache-control': keptFor(60), vary: 'accept-encoding' };
    expect(cached(own).headers).toMatchObject({ ...own, vary: 'accept-encoding, origin' });
  });

  it('answers 304 without a body, with what a kept answer needs', () => {
    expect(cached({ location: '/v1' }, { ifNoneMatch: tag })).toEqual({
      statusCode: 304,
      headers: { 'x-request-id': 'r', 'cache-control': 'private, no-cache', etag: tag, vary: 'origin' },
      body: '',
      isBase64Encoded: false,
    });
  });

  it.each([
    ['*', true],
    [' * ', true],
    ['"1"', true],
    ['W/"1"', true],
    ['"0", W/"1"', true],
    ['"0",W/"a,b",  "1"', true],
    ['"0"', false],
    ['1', false],
    ['', false],
    ['"11"', false],
    ['"a, "1""', true],
    ['w/"2"', false],
  ])('compares If-None-Match %s with the tag "1" weakly: %s', (ifNoneMatch, isSame) => {
    for (const etag of ['"1"', 'W/"1"']) expect(cached({ etag }, { ifNoneMatch }).statusCode).toBe(isSame ? 304 : 200);
  });

  it.each<[string, Record<string, string>, { method?: string; statusCode?: number }]>([
    ['the answer of another method', {}, { method: 'POST' }],
    ['a problem', {}, { statusCode: 404 }],
    ['an answer that an operation excludes', { 'cache-control': NOT_KEPT }, {}],
  ])('does not let anybody keep %s', (_what, headers, options) => {
    const response = cached(headers, { ...options, ifNoneMatch: '*' });
    expect(response.headers['cache-control']).toBe('no-store');
    expect(response.headers).not.toHaveProperty('vary');
    expect([response.statusCode, response.body]).toEqual([options.statusCode ?? 200, body]);
  });
});

describe('keptFor', () => {
  it.each([
    [2, 'private, max-age=2'],
    [2.9, 'private, max-age=2'],
    [0.9, 'private, no-cache'],
    [0, 'private, no-cache'],
  ])('%d seconds are %s', (seconds, control) => {
    expect(keptFor(seconds)).toBe(control);
  });
});
