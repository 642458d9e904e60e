import { describe, expect, it } from 'vitest';
import { routeScopes } from '../../lambdas/http/access/route-scopes.ts';
import { routes as apiRoutes } from '../../lambdas/http/routes.ts';
import { resourcesOf, synthesize } from '../support/local/template.ts';

const { template } = synthesize();
const issuer = { jwtIssuer: 'https://issuer.example', jwtAudience: 'shop,console', console: 'false' };
const jwt = synthesize(issuer);

/** Route key -> the scopes of which a token needs one; undefined if it needs none. */
function scopesOf(context: Readonly<Record<string, string>>): Record<string, string[] | undefined> {
  const entries = resourcesOf(synthesize(context).template, 'AWS::ApiGatewayV2::Route').map(
    ([, { Properties }]) => [Properties.RouteKey, Properties.AuthorizationScopes] as const,
  );
  return Object.fromEntries(entries);
}

/** Route key -> what follows from the scope of its operation. */
const byRoute = <T>(read: (scope: 'read' | 'write' | 'train' | 'admin') => T): Record<string, T> =>
  Object.fromEntries(
    apiRoutes.map(({ method, path, operationId }) => [`${method} ${path}`, read(routeScopes[operationId])]),
  );

/** Route key -> the function behind it. */
function routes(): Record<string, string> {
  const integrations = new Map(resourcesOf(template, 'AWS::ApiGatewayV2::Integration'));
  const entries = resourcesOf(template, 'AWS::ApiGatewayV2::Route').map(([, route]) => {
    const integrationId = route.Properties.Target['Fn::Join'][1][1].Ref;
    // The alias of the function, and not the function: requests get a published version.
    const aliasId: string = integrations.get(integrationId)?.Properties.IntegrationUri.Ref;
    return [route.Properties.RouteKey, aliasId.replace(/^Http|Current[0-9A-F]+$/g, '')];
  });
  return Object.fromEntries(entries);
}

describe('the HTTP API', () => {
  it('has exactly the routes listed here', () => {
    expect(routes()).toEqual({
      $default: 'Health',
      'DELETE /v1/products': 'Products',
      'DELETE /v1/products/{id}': 'Products',
      'GET /v1/docs': 'Docs',
      'GET /v1/exports': 'Exports',
      'GET /v1/exports/{id}': 'Exports',
      'GET /v1/health': 'Health',
      'GET /v1/map': 'Map',
      'GET /v1/map/names/{part}': 'Map',
      'GET /v1/map/points/{part}': 'Map',
      'GET /v1/models': 'Models',
      'GET /v1/models/{version}': 'Models',
      'GET /v1/models/{version}/card': 'Models',
      'GET /v1/models/{version}/card.html': 'Models',
      'GET /v1/openapi.json': 'Docs',
      'GET /v1/problems/{code}': 'Docs',
      'GET /v1/products': 'Products',
      'GET /v1/products/{id}': 'Products',
      'GET /v1/products/{id}/similar': 'Similar',
      'GET /v1/similar': 'Similar',
      'GET /v1/training-runs': 'Jobs',
      'GET /v1/training-runs/{id}': 'Jobs',
      'GET /v1/uploads': 'Jobs',
      'GET /v1/uploads/{key+}': 'Jobs',
      'PATCH /v1/products': 'Products',
      'PATCH /v1/products/{id}': 'Products',
      'POST /v1/embeddings': 'Embeddings',
      'POST /v1/events': 'Events',
      'POST /v1/exports': 'Exports',
      'POST /v1/exports/{id}': 'Exports',
      'POST /v1/models/{version}': 'Runs',
      'POST /v1/products:batch': 'Products',
      'POST /v1/similar:batch': 'Similar',
      'POST /v1/similar:query': 'Similar',
      'POST /v1/train': 'TrainStep',
      'POST /v1/training-runs': 'Runs',
      'POST /v1/uploads': 'Uploads',
      'POST /v1/uploads:abort': 'Uploads',
      'POST /v1/uploads:complete': 'Uploads',
      'POST /v1/uploads:parts': 'Uploads',
      'POST /v1/training-runs/{id}': 'Runs',
      'PUT /v1/products': 'Products',
      'PUT /v1/products/{id}': 'Products',
    });
  });

  it('requires IAM credentials on every route', () => {
    for (const [, route] of resourcesOf(template, 'AWS::ApiGatewayV2::Route')) {
      expect(route.Properties.AuthorizationType).toBe('AWS_IAM');
    }
  });

  it('asks for no credentials to read its description if the context says so', () => {
    const open = resourcesOf(synthesize({ docs: 'public' }).template, 'AWS::ApiGatewayV2::Route')
      .filter(([, route]) => route.Properties.AuthorizationType === 'NONE')
      .map(([, route]) => route.Properties.RouteKey);
    expect(open.sort()).toEqual(['GET /v1/docs', 'GET /v1/openapi.json', 'GET /v1/problems/{code}']);
  });

  it('requires a token of the issuer if the context names one', () => {
    jwt.template.hasResourceProperties('AWS::ApiGatewayV2::Authorizer', {
      AuthorizerType: 'JWT',
      JwtConfiguration: { Issuer: 'https://issuer.example', Audience: ['shop', 'console'] },
    });
    for (const [, route] of resourcesOf(jwt.template, 'AWS::ApiGatewayV2::Route')) {
      expect(route.Properties.AuthorizationType).toBe('JWT');
    }
  });

  it.each([
    ['the scope of its operation', {}, ''],
    ['the scope behind a prefix', { jwtScopePrefix: 'kindred/' }, 'kindred/'],
  ])('asks a token for one scope on every route: %s', (_, context, prefix) => {
    expect(scopesOf({ ...issuer, ...context })).toEqual({
      ...byRoute((scope) => [prefix + scope]),
      $default: undefined,
    });
  });

  it('lets only administrators change the live model and export, and only trainers start training', () => {
    const scoped = scopesOf(issuer);
    const keysOf = (scope: string) => Object.keys(scoped).filter((key) => scoped[key]?.includes(scope));
    expect(keysOf('admin').sort()).toEqual([
      'GET /v1/exports',
      'GET /v1/exports/{id}',
      'POST /v1/exports',
      'POST /v1/exports/{id}',
      'POST /v1/models/{version}',
    ]);
    expect(keysOf('train').sort()).toEqual(['POST /v1/train', 'POST /v1/training-runs', 'POST /v1/training-runs/{id}']);
    expect(
      keysOf('read')
        .filter((key) => !key.startsWith('GET '))
        .sort(),
    ).toEqual(['POST /v1/embeddings', 'POST /v1/similar:batch', 'POST /v1/similar:query']);
  });

  it.each([
    ['with jwtScopes=false', { ...issuer, jwtScopes: 'false' }],
    ['with IAM', {}],
  ])('asks for no scope %s', (_, context) => {
    expect(Object.values(scopesOf(context)).filter((scopes) => scopes !== undefined)).toEqual([]);
  });

  it('asks for no scope where it asks for no token', () => {
    const scoped = scopesOf({ ...issuer, docs: 'public' });
    const open = Object.keys(scoped).filter((key) => scoped[key] === undefined);
    expect(open.sort()).toEqual(['$default', 'GET /v1/docs', 'GET /v1/openapi.json', 'GET /v1/problems/{code}']);
  });

  it('limits the rate of every route by its scope, after the route is there', () => {
    const limit = (rate: number, burst = 2 * rate) => ({ ThrottlingRateLimit: rate, ThrottlingBurstLimit: burst });
    const stageOf = (context: Readonly<Record<string, string>>) =>
      resourcesOf(synthesize(context).template, 'AWS::ApiGatewayV2::Stage')[0]![1];
    const limits = { read: limit(200), write: limit(100), train: limit(5), admin: limit(5) };
    expect(stageOf({}).Properties.RouteSettings).toEqual(byRoute((scope) => limits[scope]));
    const ids = resourcesOf(template, 'AWS::ApiGatewayV2::Route').filter(([, { Properties }]) =>
      Properties.RouteKey.includes('/v1/'),
    );
    expect(ids).toHaveLength(apiRoutes.length);
    expect(stageOf({}).DependsOn).toEqual(expect.arrayContaining(ids.map(([id]) => id)));
    const other = stageOf({ readRequestsPerSecond: '4000', trainRequestsPerSecond: '1' }).Properties.RouteSettings;
    const changed = { ...limits, read: limit(4000, 5000), train: limit(1) };
    expect(other).toEqual(byRoute((scope) => changed[scope]));
  });

  it('logs who calls, by the identity of IAM or the subject of the token', () => {
    const callerOf = (used: typeof template) =>
      JSON.parse(resourcesOf(used, 'AWS::ApiGatewayV2::Stage')[0]![1].Properties.AccessLogSettings.Format).caller;
    expect(callerOf(template)).toBe('$context.identity.userArn');
    expect(callerOf(jwt.template)).toBe('$context.authorizer.claims.sub');
  });

  it('has no CORS, limits the request rate, and logs every request', () => {
    const [api] = resourcesOf(template, 'AWS::ApiGatewayV2::Api');
    expect(api?.[1].Properties).not.toHaveProperty('CorsConfiguration');
    const [stage] = resourcesOf(template, 'AWS::ApiGatewayV2::Stage');
    expect(stage?.[1].Properties).toMatchObject({
      StageName: '$default',
      AutoDeploy: true,
      DefaultRouteSettings: { ThrottlingRateLimit: 100, ThrottlingBurstLimit: 200 },
      AccessLogSettings: { Format: expect.stringContaining('$context.requestId') },
    });
  });
});
