import { describe, expect, it } from 'vitest';
import { HttpRequest } from '../../lambdas/http/http-request.ts';
import { buildHttpResponse, buildProblemAnswer } from '../../lambdas/http/http-response.ts';
import { HttpProblem, problems } from '../../lambdas/http/problems.ts';
import { httpEvent } from '../support/api/http-event.ts';

describe('buildHttpResponse', () => {
  it('builds a response with a text body, its type and the id of the request', () => {
    expect(buildHttpResponse({ status: 200, body: { a: 1 }, headers: { etag: '"x"' } }, 'r1')).toEqual({
      statusCode: 200,
      headers: { 'content-type': 'application/json', 'x-request-id': 'r1', etag: '"x"' },
      body: '{"a":1}',
      isBase64Encoded: false,
    });
  });

  it('builds a response with an empty body and no type for an answer without a body', () => {
    expect(buildHttpResponse({ status: 204 }, 'r1')).toMatchObject({ body: '', headers: { 'x-request-id': 'r1' } });
  });
});

describe('buildProblemAnswer', () => {
  it('builds the members of RFC 9457, with Retry-After as a header and as a member', () => {
    const problem = new HttpProblem('embedding-pending', 'product a has no vector');
    expect(buildProblemAnswer(problem, 'a/b=')).toEqual({
      status: 409,
      headers: { 'content-type': 'application/problem+json', 'retry-after': '2' },
      body: {
        type: '/v1/problems/embedding-pending',
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

describe('HttpRequest.pathParameter', () => {
  const parameter = (encoded: string) =>
    new HttpRequest(httpEvent('GET', `/v1/products/${encoded}`)).pathParameter('id');

  it('is what the gateway has decoded once, and is not decoded again', () => {
    expect(parameter('%C3%A4%20+c')).toBe('ä +c');
    expect(parameter('100%2525')).toBe('100%25');
    expect(parameter('100%25%20cotton')).toBe('100% cotton');
  });

  it('accepts at most 1,024 bytes', () => {
    expect(parameter('a'.repeat(1024))).toHaveLength(1024);
    expect(() => parameter('a'.repeat(1025))).toThrow('1025 bytes');
    expect(() => parameter('%C3%A4'.repeat(513))).toThrow('1026 bytes');
  });
});

describe('HttpRequest.identifier', () => {
  const identifier = (target: string) => new HttpRequest(httpEvent('GET', target)).identifier('id');

  it('is in the path, or else in the query', () => {
    expect(identifier('/v1/products/a?id=b')).toBe('a');
    expect(identifier('/v1/products?id=a%2Fb%3Fc%2B+%2525')).toBe('a/b?c+ %25');
    expect(identifier(`/v1/products?id=${encodeURIComponent('\uFFFD')}`)).toBe('\uFFFD');
  });

  it.each([
    ['/v1/products', 'invalid-request', 'id: is missing, expected ?id=...'],
    ['/v1/products?id=', 'invalid-request', 'id: has 0 bytes'],
    ['/v1/products?id=a&id=b', 'malformed-parameter', 'given 2 times'],
    ['/v1/products?id=%FF', 'malformed-parameter', 'not UTF-8'],
    [`/v1/products?id=${'a'.repeat(1025)}`, 'invalid-request', 'id: has 1025 bytes'],
  ])('refuses %s', (target, code, message) => {
    expect(() => identifier(target)).toThrow(
      expect.objectContaining({ code, message: expect.stringContaining(message) }),
    );
  });
});
