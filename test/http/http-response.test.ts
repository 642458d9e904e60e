import { describe, expect, it } from 'vitest';
import { etagOf, matchesETag } from '../../lambdas/http/etag.ts';
import { HttpRequest } from '../../lambdas/http/http-request.ts';
import { httpResponse, problemAnswer } from '../../lambdas/http/http-response.ts';
import { HttpProblem, problems } from '../../lambdas/http/problems.ts';
import { httpEvent } from '../support/api/http-event.ts';

describe('a response', () => {
  it('has a text body, its type and the id of the request', () => {
    expect(httpResponse({ status: 200, body: { a: 1 }, headers: { etag: '"x"' } }, 'r1')).toEqual({
      statusCode: 200,
      headers: { 'content-type': 'application/json', 'x-request-id': 'r1', etag: '"x"' },
      body: '{"a":1}',
      isBase64Encoded: false,
    });
  });

  it('has an empty body and no type where there is nothing to say', () => {
    expect(httpResponse({ status: 204 }, 'r1')).toMatchObject({ body: '', headers: { 'x-request-id': 'r1' } });
  });
});

describe('a problem', () => {
  it('has the members of RFC 9457, and Retry-After twice', () => {
    const problem = new HttpProblem('embedding-pending', 'product a has no vector', { retryAfterSeconds: 2 });
    expect(problemAnswer(problem, 'a/b=')).toEqual({
      status: 409,
      headers: { 'content-type': 'application/problem+json', 'retry-after': '2' },
      body: {
        type: 'urn:kindred:problem:embedding-pending',
        title: problems['embedding-pending'].title,
        status: 409,
        detail: 'product a has no vector',
        instance: 'urn:kindred:request:a%2Fb%3D',
        code: 'embedding-pending',
        cure: problems['embedding-pending'].cure,
        retryAfterSeconds: 2,
      },
    });
  });
});

describe('an entity tag', () => {
  const tag = etagOf('2026-01-01T00:00:00.000Z#');

  it('is quoted, and another one for another revision', () => {
    expect(tag).toMatch(/^"[0-9a-f]{32}"$/);
    expect(etagOf('2026-01-01T00:00:00.001Z#')).not.toBe(tag);
  });

  it.each([
    [tag, true],
    [`"other", ${tag}`, true],
    ['*', true],
    [`W/${tag}`, false],
    ['"other"', false],
    [tag.slice(1, -1), false],
    ['', false],
  ])('matches %s: %s', (ifMatch, expected) => {
    expect(matchesETag(ifMatch, '2026-01-01T00:00:00.000Z#')).toBe(expected);
  });

  it('of nothing matches nothing, not even *', () => {
    expect(matchesETag('*', undefined)).toBe(false);
  });
});

describe('a path parameter', () => {
  const parameter = (encoded: string) =>
    new HttpRequest(httpEvent('GET', `/v1/products/${encoded}`)).pathParameter('id');

  it('is decoded once', () => {
    expect(parameter('a%2Fb%20%C3%A4+c')).toBe('a/b ä+c');
    expect(parameter('100%2525')).toBe('100%25');
  });

  it.each(['%E0%A4%A', '100%', '%zz'])('is refused when malformed: %s', (encoded) => {
    expect(() => parameter(encoded)).toThrow(expect.objectContaining({ code: 'malformed-path' }));
  });

  it('has at most 1,024 bytes', () => {
    expect(parameter('a'.repeat(1024))).toHaveLength(1024);
    expect(() => parameter('a'.repeat(1025))).toThrow('1025 bytes');
    expect(() => parameter('%C3%A4'.repeat(513))).toThrow('1026 bytes');
  });
});
