import { describe, expect, it } from 'vitest';
import { allowedMethods, routeProblem, routes } from '../../lambdas/http/routes.ts';
import { resourcesOf, synthesize } from '../support/local/template.ts';

const { template } = synthesize();

describe('routes', () => {
  it('are the routes of the stack, besides $default', () => {
    const routed = resourcesOf(template, 'AWS::ApiGatewayV2::Route').map(([, r]) => r.Properties.RouteKey);
    const listed = routes.map(({ method, path }) => `${method} ${path}`);
    expect([...listed, '$default'].sort()).toEqual(routed.sort());
  });

  it('have different operation ids', () => {
    expect(new Set(routes.map((route) => route.operationId)).size).toBe(routes.length);
  });
});

describe('allowedMethods', () => {
  it.each([
    ['/v1/products/a', ['DELETE', 'GET', 'PATCH', 'PUT']],
    ['/v1/products/a/similar', ['GET']],
    ['/v1/uploads/catalog/2026/a.jsonl', ['GET']],
    ['/v1/train', ['POST']],
    ['/v1/train/', []],
    ['/v1/products', ['DELETE', 'GET', 'PATCH', 'PUT']],
    ['/v1/products:batch', ['POST']],
    ['/v1/products/a\nb', ['DELETE', 'GET', 'PATCH', 'PUT']],
    ['/v1/uploads', ['GET', 'POST']],
    ['/v1/products/a/b', []],
    ['/v1/uploads/', []],
    ['/', []],
    ['/v1/health\n', []],
  ])('returns for %s the methods %j', (path, methods) => {
    expect(allowedMethods(path)).toEqual(methods);
  });
});

describe('routeProblem', () => {
  it('is 405 with Allow when the path takes other methods', () => {
    expect(routeProblem('POST', '/v1/products/a')).toMatchObject({
      code: 'method-not-allowed',
      extras: { headers: { allow: 'DELETE, GET, PATCH, PUT' } },
    });
  });

  it('is 404 when no route has the path', () => {
    expect(routeProblem('GET', '/v2/products/a')).toMatchObject({ code: 'route-not-found' });
  });
});
